import { messageOf } from '../../protocol/base/errors.ts';
import type { Influx } from '../projection/influx.ts';
import { createOutboxStore } from '../projection/outbox-store.ts';
import { vendMeasurement } from '../projection/points.ts';
import type { Db } from '../store/open.ts';
import { createFinding, type Finding } from './finding.ts';

const dayMs = 86_400_000;

/** I5: InfluxDB's masks per machine, product and day are the ledger's, where everything has been told. */
export async function verifyProjected(db: Db, influx: Influx | undefined): Promise<Finding> {
  const finding = createFinding('I5', 'InfluxDB as the ledger');
  const { waiting } = createOutboxStore(db).counts();
  if (influx === undefined || waiting > 0) {
    finding.notLooked(
      influx === undefined ? 'no InfluxDB was named or found' : `${waiting} points wait for InfluxDB`,
    );
    return finding.found();
  }
  const booked = new Map<string, number>();
  for (const { day, machine, product, pieces } of db
    .prepare<[], { day: number; machine: string; product: string; pieces: number }>(
      `SELECT at / ${dayMs} AS day, machine, product, SUM(pieces) AS pieces FROM vends v
       WHERE NOT EXISTS (SELECT 1 FROM points_rejected r WHERE r.kind = 'vend' AND r.id = v.id) GROUP BY 1, 2, 3`,
    )
    .iterate())
    booked.set(`${machine} ${product} ${dateOf(day)}`, pieces);
  let told: Map<string, number>;
  try {
    told = await totalsOf(influx);
  } catch (error) {
    finding.notLooked(messageOf(error));
    return finding.found();
  }
  for (const name of new Set([...booked.keys(), ...told.keys()])) {
    const [ours, theirs] = [booked.get(name) ?? 0, told.get(name) ?? 0];
    if (ours + theirs > 0) finding.looked('days of a machine and product');
    if (ours !== theirs) finding.breach(`${name}: the ledger has ${ours} masks, InfluxDB ${theirs}`);
  }
  return finding.found();
}

async function totalsOf(influx: Influx): Promise<Map<string, number>> {
  const series = await influx.series(
    `SELECT SUM(pieces) FROM ${vendMeasurement} GROUP BY time(1d), machine, product fill(none)`,
    {},
  );
  const totals = new Map<string, number>();
  for (const { tags, values } of series)
    for (const [time, pieces] of values)
      totals.set(`${tags?.machine} ${tags?.product} ${dateOf(Number(time) / dayMs)}`, Number(pieces));
  return totals;
}

const dateOf = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);
