import type { InfluxSeries } from '../projection/influx.ts';
import { refusalMeasurement, serviceFields, vendMeasurement } from '../projection/points.ts';
import type { Slice, Tally } from './analytics.ts';

/** What each measure counts. Staff's test vends are nobody's masks. */
const counted: Readonly<Record<Slice['measure'], { select: string; from: string; where: string }>> = {
  masks: { select: 'SUM(pieces)', from: vendMeasurement, where: "authority <> 'staff' AND " },
  vends: { select: 'SUM(given)', from: vendMeasurement, where: "authority <> 'staff' AND " },
  refusals: { select: 'SUM(refusals)', from: refusalMeasurement, where: '' },
  service: { select: serviceFields.map((field) => `SUM(${field})`).join(), from: vendMeasurement, where: '' },
};

/**
 * One statement of InfluxQL and the values bound to it. Nothing of what somebody asked for stands in its text: words are
 * bound, and times are whole numbers of ours (the client binds times as text).
 */
export function statementOf(slice: Slice): { statement: string; values: Record<string, string> } {
  const { select, from, where } = counted[slice.measure];
  const { startMs, endMs, stepMs } = slice.run;
  const values: Record<string, string> = {};
  const among = (tag: string, names: readonly string[] | undefined) => {
    if (names === undefined) return '';
    const tests = names.map((name, at) => {
      values[`${tag}${at}`] = name;
      return `${tag} = $${tag}${at}`;
    });
    return `(${tests.join(' OR ')}) AND `;
  };
  const filters = `${among('machine', slice.machines)}${among('product', slice.products)}${among('reason', slice.reasons)}`;
  const offset = ((startMs % stepMs) + stepMs) % stepMs;
  const tag = slice.split === 'none' ? '' : `, ${slice.split}`;
  const statement = `SELECT ${select} FROM ${from} WHERE ${where}${filters}time >= ${startMs}ms AND time < ${endMs}ms
    GROUP BY time(${stepMs}ms, ${offset}ms)${tag} fill(none)`;
  return { statement, values };
}

/** The counts in InfluxDB's answer. */
export function talliesOf(slice: Slice, series: readonly InfluxSeries[]): Tally[] {
  const tallies: Tally[] = [];
  for (const { tags, values } of series) {
    const key = tags?.[slice.split] ?? '';
    for (const [time, ...counts] of values)
      for (const [cls, n] of counts.entries())
        if (typeof n === 'number' && n > 0) tallies.push({ atMs: Number(time), key, cls, n });
  }
  return tallies;
}
