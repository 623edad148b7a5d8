import type { EntryOf, JournalEntry } from '../../protocol/mqtt/entries.ts';
import { openSealedCards } from '../../server/keys/pseudonyms.ts';
import { cardEnding } from './acts.ts';
import type { Case } from './cases.ts';
import type { SimulatedMachine } from './machine.ts';
import { hex, type World } from './world.ts';

interface VendRow {
  readonly machine: string;
  readonly txn: string;
  readonly requested: number;
  readonly items: number;
  readonly pieces: number;
  readonly authority: string;
  readonly late: number;
}

/** What one card really got with one vend. */
interface Got {
  readonly atMs: number;
  readonly pieces: number;
  readonly product: string;
  readonly online: boolean;
  readonly machine: string;
}

/**
 * Holds the books against the dispensers' own memories, at a moment at which everything works and all is delivered
 * (ledger.md, I1 to I6). Each breach begins with the name of its invariant.
 */
export function breachesOf(world: World): string[] {
  const rows = world.server.db
    .prepare('SELECT machine, txn, requested, items, pieces, authority, late FROM vends')
    .all() as VendRow[];
  const entries = new Map(world.machines.map((machine) => [machine.id, machine.entries()]));
  countCases(world, rows);
  return [
    ...world.breaches,
    ...onceEach(world, rows),
    ...withinLimits(world, rows, entries),
    ...countersAgree(world),
    ...projected(world),
  ];
}

/** I1 and I4, txn by txn: what fell is in the books, once, as it fell. */
function onceEach({ fell, odd, server, wasRestored }: World, rows: readonly VendRow[]): string[] {
  const booked = new Map(rows.map((row) => [`${row.machine} ${row.txn}`, row]));
  const machineOf = (key: string) => key.split(' ')[0] ?? '';
  const found: string[] = [];
  for (const [key, items] of fell) {
    const row = booked.get(key);
    if (odd.has(machineOf(key)) && row === undefined) continue;
    if (row?.items !== items)
      found.push(
        `I1 ${key}: ${items} fell, ${row === undefined ? 'nothing is' : `${row.items} are`} in the books`,
      );
  }
  for (const { machine, txn, items, late } of rows) {
    if (items > 0 && !fell.has(`${machine} ${txn}`))
      found.push(`I1 ${machine} ${txn}: ${items} in the books, none fell`);
    if (late === 1 && !odd.has(machine) && !wasRestored)
      found.push(`I1 ${machine} ${txn} was booked late, and nothing ended its reservation`);
  }
  const charged = server.db
    .prepare(
      `SELECT v.machine, v.txn, v.pieces, COALESCE(SUM(u.pieces), 0) AS charged FROM vends v
       LEFT JOIN usage u ON u.machine = v.machine AND u.txn = v.txn
       WHERE v.authority <> 'staff' GROUP BY v.machine, v.txn HAVING charged <> v.pieces`,
    )
    .all() as { machine: string; txn: string; pieces: number; charged: number }[];
  for (const { machine, txn, pieces, charged: sum } of charged)
    if (!odd.has(machine)) found.push(`I1 ${machine} ${txn}: ${pieces} masks fell, ${sum} are charged`);
  return found;
}

/** I2 and I3, from what each card really got. */
function withinLimits(
  world: World,
  rows: readonly VendRow[],
  entries: ReadonlyMap<string, readonly JournalEntry[]>,
): string[] {
  const got = gotOf(world, rows, entries);
  const { offline } = world.policy;
  const found: string[] = [];
  for (const [card, all] of got) {
    const online = world.wasRestored ? [] : all.filter((one) => one.online);
    for (const { atMs } of online) {
      const hour = sum(online.filter((one) => one.atMs <= atMs && one.atMs > atMs - 3_600_000));
      if (hour > 12)
        found.push(`I2 card ${card.slice(0, 8)} got ${hour} masks within an hour, 12 are allowed`);
    }
    for (const day of new Set(online.map(dayOf))) {
      const adults = sum(online.filter((one) => dayOf(one) === day && one.product === 'adult'));
      if (adults > 15) found.push(`I2 card ${card.slice(0, 8)} got ${adults} on one day, 15 are allowed`);
    }
    for (const machine of new Set(all.map((one) => one.machine))) {
      if (world.odd.has(machine)) continue;
      const cutOff = sum(all.filter((one) => !one.online && one.machine === machine));
      if (cutOff > 0) world.note('card served while cut off');
      if (cutOff > (offline?.perCard ?? 0))
        found.push(
          `I3 card ${card.slice(0, 8)} got ${cutOff} from ${machine} while it was cut off, ${offline?.perCard} are allowed`,
        );
    }
    if (sum(all) > 12) world.note('offline overshoot');
  }
  return found;
}

const sum = (all: readonly Got[]) => all.reduce((total, { pieces }) => total + pieces, 0);
/** Istanbul has been three hours ahead all year round since 2016. */
const dayOf = ({ atMs }: Got) => Math.floor((atMs + 3 * 3_600_000) / 86_400_000);

function gotOf(
  { asked, fell, server, odd }: World,
  rows: readonly VendRow[],
  entries: ReadonlyMap<string, readonly JournalEntry[]>,
): Map<string, Got[]> {
  const got = new Map<string, Got[]>();
  const pieces: Readonly<Record<string, number>> = { adult: 5, child: 2 };
  for (const { machine, txn, late } of rows) {
    const own = entries.get(machine) ?? [];
    const question = asked.get(`${machine} ${txn}`);
    const items = fell.get(`${machine} ${txn}`) ?? 0;
    if (items === 0 || late === 1) continue;
    const started = own.find(
      (entry): entry is EntryOf<'vend.started'> & JournalEntry =>
        entry.type === 'vend.started' && entry.txn === txn,
    );
    if (started === undefined || started.authority === 'staff') continue;
    const online = started.authority === 'online';
    if (online !== (question !== undefined) && !odd.has(machine)) continue;
    const uses = online
      ? (question?.cards ?? []).map((card, at) => ({ card, qty: question?.charges[at] ?? 0 }))
      : openSealedCards(server.keys, started.cards).map(({ pseudonym, qty }) => ({
          card: hex(pseudonym.card),
          qty,
        }));
    let left = items;
    for (const { card, qty } of uses) {
      const kept = Math.min(left, qty);
      left -= kept;
      if (kept === 0) continue;
      const atMs = question?.decidedAtMs ?? Date.parse(started.at);
      const list = got.get(card) ?? [];
      list.push({
        atMs,
        pieces: kept * (pieces[started.product] ?? 1),
        product: started.product,
        online,
        machine,
      });
      got.set(card, list);
    }
  }
  return got;
}

/** I4: counters and stock, slot by slot. */
function countersAgree({ machines, server, odd }: World): string[] {
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
        ...(counter === held.vendCounter
          ? []
          : [`I4 ${machine.id} slot ${at}: the dispenser counts ${held.vendCounter}, the books ${counter}`]),
        ...(row.stock === null || row.stock === held.stock
          ? []
          : [`I4 ${machine.id} slot ${at}: the dispenser holds ${held.stock}, the books say ${row.stock}`]),
      ];
    }),
  );
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
  note('quiet points');
}
