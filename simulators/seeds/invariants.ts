import { cardEnding } from './acts.ts';
import type { Case } from './cases.ts';
import { withinLimits } from './limits.ts';
import type { SimulatedMachine } from './machine.ts';
import type { World } from './world.ts';

interface VendRow {
  readonly machine: string;
  readonly txn: string;
  readonly requested: number;
  readonly items: number;
  readonly pieces: number;
  readonly authority: string;
  readonly late: number;
}

/**
 * Holds the books against the dispensers' own memories, at a moment at which everything works and all is delivered
 * (ledger.md, I1 to I6). Each breach begins with the name of its invariant.
 */
export function breachesOf(world: World): string[] {
  const rows = world.server.db
    .prepare('SELECT machine, txn, requested, items, pieces, authority, late FROM vends')
    .all() as VendRow[];
  countCases(world, rows);
  return [
    ...world.breaches,
    ...onceEach(world, rows),
    ...entriesTwice(world),
    ...datedRightly(world),
    ...withinLimits(world, lateOf(rows)),
    ...countersAgree(world),
    ...falseAlarms(world),
    ...projected(world),
  ];
}

const lateOf = (rows: readonly VendRow[]) =>
  new Set(rows.filter((row) => row.late === 1).map(({ machine, txn }) => `${machine} ${txn}`));

/** I1 and I4, txn by txn: what fell is in the books, once, as it fell. */
function onceEach(world: World, rows: readonly VendRow[]): string[] {
  const { fell, odd, lost, server, wasRestored } = world;
  const booked = new Map(rows.map((row) => [`${row.machine} ${row.txn}`, row]));
  const machineOf = (key: string) => key.split(' ')[0] ?? '';
  const found: string[] = [];
  for (const [key, items] of fell) {
    const row = booked.get(key);
    if (lost.has(key) || (odd.has(machineOf(key)) && row === undefined)) continue;
    if (row?.items !== items)
      found.push(
        `I1 ${key}: ${items} fell, ${row === undefined ? 'nothing is' : `${row.items} are`} in the books`,
      );
  }
  const misled = misledOf(world);
  for (const { machine, txn, items, late } of rows) {
    const key = `${machine} ${txn}`;
    if (misled.has(key)) continue;
    if (items > 0 && !fell.has(key)) found.push(`I1 ${key}: ${items} in the books, none fell`);
    if (late === 1 && !wasRestored && !lost.has(key))
      found.push(`I1 ${machine} ${txn} was booked late, and nothing ended its reservation`);
  }
  // Nobody knows any more that it fell; all the more must its quota be held (ledger.md, reservation).
  const released = server.db
    .prepare("SELECT machine || ' ' || txn FROM transactions WHERE state = 'released'")
    .pluck()
    .all() as string[];
  for (const key of released)
    if (fell.has(key) && booked.get(key) === undefined)
      found.push(`I2 ${key} was released, and its masks fell`);
  const charged = server.db
    .prepare(
      `SELECT v.machine, v.txn, v.pieces, COALESCE(SUM(u.pieces), 0) AS charged FROM vends v
       LEFT JOIN usage u ON u.machine = v.machine AND u.txn = v.txn
       WHERE v.authority <> 'staff' GROUP BY v.machine, v.txn HAVING charged <> v.pieces`,
    )
    .all() as { machine: string; txn: string; pieces: number; charged: number }[];
  // After a restore a journal may begin in the middle of a vend: whose it was is known to nobody, and an alarm says so.
  const startless = server.db
    .prepare<[string, string, string, string], number>(
      `SELECT 1 FROM alarms WHERE kind = 'vend-without-card' AND machine = ? AND detail LIKE 'txn ' || ? || '%'
         AND NOT EXISTS (SELECT 1 FROM entries WHERE machine = ? AND txn = ? AND type = 'vend.started')`,
    )
    .pluck();
  const isCardless = (machine: string, txn: string) =>
    wasRestored && startless.get(machine, txn, machine, txn) !== undefined;
  for (const { machine, txn, pieces, charged: sum } of charged)
    if (!odd.has(machine) && !lost.has(`${machine} ${txn}`) && !isCardless(machine, txn))
      found.push(`I1 ${machine} ${txn}: ${pieces} masks fell, ${sum} are charged`);
  return found;
}

/**
 * Vends whose end a disk that was put back had not seen, with others behind them: all that a counter grew by is theirs
 * then (mqtt.md, journal), whatever fell.
 */
function misledOf({ guessed, machines }: World): Set<string> {
  const putBack = new Set(machines.filter(({ diskChanges }) => diskChanges > 0).map(({ id }) => id));
  return new Set([...guessed].filter((key) => putBack.has(key.split(' ')[0] ?? '')));
}

/** How far a date may be from the moment itself, in ms: what a slow message is on its way. */
const datingSlackMs = 30_000;

/** I5: a vend is dated when it happened, not when it was told. Only dates by the machine's own running time are exact. */
function datedRightly({ watch, server, clock }: World): string[] {
  const offsetMs = clock.now() - clock.monotonic();
  const dated = server.db
    .prepare(
      `SELECT t.machine, t.txn, t.started_at AS atMs FROM transactions t JOIN entries e
       ON e.machine = t.machine AND e.txn = t.txn AND e.type = 'vend.started'
       WHERE t.started_at IS NOT NULL GROUP BY t.machine, t.txn HAVING MIN(e.dating = 'uptime') = 1`,
    )
    .all() as { machine: string; txn: string; atMs: number }[];
  return dated.flatMap(({ machine, txn, atMs }) => {
    const begun = watch.begun.get(`${machine} ${txn}`);
    if (begun === undefined || Math.abs(atMs - offsetMs - begun.atMs) <= datingSlackMs) return [];
    const seconds = Math.round((atMs - offsetMs - begun.atMs) / 1_000);
    return [`I5 ${machine} ${txn} is dated ${seconds} s from when it began`];
  });
}

/** I4: counters and stock, slot by slot. */
function countersAgree(world: World): string[] {
  const { machines, server, odd, lossy } = world;
  const misled = new Set([...misledOf(world)].map((key) => key.split(' ')[0]));
  const slot = server.db.prepare(
    'SELECT stock, baseline, dispensed FROM slots WHERE machine = ? AND slot = ?',
  );
  return machines.flatMap((machine: SimulatedMachine) =>
    machine.dispenser.status().memory.slots.flatMap((held, at) => {
      const row = slot.get(machine.id, at) as
        | { stock: number | null; baseline: number | null; dispensed: number }
        | undefined;
      if (row === undefined || odd.has(machine.id)) return [];
      const counter = (row.baseline ?? 0) + row.dispensed;
      return [
        ...(counter === held.vendCounter || lossy.get(machine.id)?.counters
          ? []
          : [`I4 ${machine.id} slot ${at}: the dispenser counts ${held.vendCounter}, the books ${counter}`]),
        ...(row.stock === null || row.stock === held.stock || lossy.has(machine.id) || misled.has(machine.id)
          ? []
          : [`I4 ${machine.id} slot ${at}: the dispenser holds ${held.stock}, the books say ${row.stock}`]),
      ];
    }),
  );
}

/** I4: a difference is an alarm, and what is only late, open or on its way is none. */
function falseAlarms({ server, odd, lossy, wasRestored }: World): string[] {
  // Restored books do lack something, until the journals have told it again: that alarm is true, and ends.
  const ended = wasRestored ? 'AND cleared_at IS NULL' : '';
  const raised = server.db
    .prepare(`SELECT machine, detail FROM alarms WHERE kind = 'counter-gap' ${ended}`)
    .all() as { machine: string; detail: string }[];
  return raised
    .filter(({ machine }) => !odd.has(machine) && !lossy.get(machine)?.counters)
    .map(({ machine, detail }) => `I4 ${machine} raised a counter-gap without one: ${detail}`);
}

/** I5: InfluxDB tells what the ledger holds. */
function projected({ server }: World): string[] {
  const ledger = server.db
    .prepare('SELECT machine, product, SUM(pieces) AS pieces FROM vends GROUP BY machine, product')
    .all() as { machine: string; product: string; pieces: number }[];
  const told = server.influx.totals();
  return ledger.flatMap(({ machine, product, pieces }) => {
    const sum = told.get(`${machine} ${product}`) ?? 0;
    return sum === pieces ? [] : [`I5 ${machine} ${product}: the ledger has ${pieces}, InfluxDB ${sum}`];
  });
}

/** I6: no card number on any disk. At the end of a seed: it reads everything. */
export function numbersFound({ machines, server }: World): string[] {
  const places: [string, Buffer][] = machines.flatMap((machine) =>
    [...machine.disk.image()].map(([path, bytes]): [string, Buffer] => [`${machine.id}${path}`, bytes]),
  );
  places.push(['the ledger', server.db.serialize()]);
  const forms = [cardEnding, cardEnding.toLowerCase(), Buffer.from(cardEnding, 'hex')];
  return places
    .filter(([, bytes]) => forms.some((form) => bytes.includes(form)))
    .map(([place]) => `I6 a card number stands in ${place}`);
}

/** I1: one journal entry, one effect. */
function entriesTwice({ server }: World): string[] {
  const twice = server.db
    .prepare('SELECT machine, epoch, seq FROM entries GROUP BY machine, epoch, seq HAVING COUNT(*) > 1')
    .all() as { machine: string; epoch: string; seq: number }[];
  return twice.map(({ machine, seq }) => `I1 ${machine} entry ${seq} was applied twice`);
}

function countCases({ note, cases, asked, server }: World, rows: readonly VendRow[]): void {
  const set = (name: Case, n: number) => void cases.set(name, n);
  const count = (sql: string) => server.db.prepare(sql).pluck().get() as number;
  set('booked offline', rows.filter(({ authority }) => authority === 'offline').length);
  set('booked for staff', rows.filter(({ authority }) => authority === 'staff').length);
  set('nothing fell', rows.filter(({ items }) => items === 0).length);
  set('partial vend', rows.filter(({ items, requested }) => items > 0 && items < requested).length);
  set('several cards in one vend', [...asked.values()].filter(({ cards }) => cards.length > 1).length);
  set('cancelled', count("SELECT COUNT(*) FROM transactions WHERE state = 'cancelled'"));
  set('released', count("SELECT COUNT(*) FROM transactions WHERE state = 'released'"));
  set(
    'decision came too late',
    count("SELECT COUNT(*) FROM transactions WHERE state = 'cancelled' AND decision IS NOT NULL"),
  );
  set('debt', count("SELECT COUNT(*) FROM usage WHERE kind = 'debt'"));
  set('new epoch', count('SELECT COUNT(*) FROM epochs WHERE ordinal > 0'));
  set('carried over', count('SELECT COUNT(*) FROM entries WHERE first_epoch IS NOT NULL'));
  set('late settlement', rows.filter(({ late }) => late === 1).length);
  set('gap', count('SELECT COALESCE(SUM(gaps), 0) FROM epochs'));
  set('quarantine', count('SELECT COUNT(*) FROM machines WHERE quarantined = 1'));
  note('quiet points');
}
