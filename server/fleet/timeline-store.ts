import type { Db } from '../store/open.ts';
import { toldEntries } from './schema.ts';
import {
  type AlarmRow,
  alarmItem,
  type CommandRow,
  commandItem,
  type EntryRow,
  entryItem,
  type Place,
  type PlacedItem,
  placedAfter,
  type RefusalRow,
  refusalItem,
  type VendRow,
  vendItem,
} from './timeline.ts';

/** A source's newest rows that come after a place; every source is read by an index, so a page costs the same at any depth. */
type Source = (machine: string, place: Place, count: number) => PlacedItem[];

/** What happened to a machine, from the tables in which it was written down anyway. `catchUp` brings their indexes up to them. */
export function createTimelineStore(db: Db, catchUp: () => void) {
  const vends = db.prepare<unknown[], VendRow>(
    `SELECT v.id AS key, v.at, v.slot, v.product, v.items, v.requested, v.fault, v.authority
     FROM machine_vends m CROSS JOIN vends v ON v.id = m.id
     WHERE m.machine = ? AND (m.at, m.id) < (?, ?) ORDER BY m.at DESC, m.id DESC LIMIT ?`,
  );
  const refusals = db.prepare<unknown[], RefusalRow>(
    `SELECT txn AS key, decided_at AS at, slot, product, json_extract(decision, '$.reason') AS reason
     FROM transactions INDEXED BY refusals_of_machine
     WHERE machine = ? AND state = 'refused' AND (decided_at, txn) < (?, ?)
     ORDER BY decided_at DESC, txn DESC LIMIT ?`,
  );
  // An entry that was carried over is told where it was applied: in the first epoch that brought it.
  const entries = db.prepare<unknown[], EntryRow>(
    `SELECT e.epoch || '/' || e.seq AS key, e.at, e.type, e.body FROM entries e INDEXED BY entries_told
     WHERE e.machine = ? AND e.${toldEntries} AND (e.at, e.epoch, e.seq) < (?, ?, ?)
       AND (e.first_epoch IS NULL OR NOT (
         EXISTS (SELECT 1 FROM entry_names o
           WHERE o.machine = e.machine AND o.epoch = e.first_epoch AND o.seq = e.first_seq)
         OR EXISTS (SELECT 1 FROM entries c INDEXED BY entries_carried
           WHERE c.machine = e.machine AND c.first_epoch = e.first_epoch AND c.first_seq = e.first_seq
             AND (SELECT ordinal FROM epochs p WHERE p.machine = c.machine AND p.epoch = c.epoch)
               < (SELECT ordinal FROM epochs p WHERE p.machine = e.machine AND p.epoch = e.epoch))))
     ORDER BY e.at DESC, e.epoch DESC, e.seq DESC LIMIT ?`,
  );
  const commands = db.prepare<unknown[], CommandRow>(
    `SELECT id AS key, at, name, args, actor, reason, result FROM commands INDEXED BY commands_of_machine
     WHERE machine = ? AND (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?`,
  );
  const alarms = db.prepare<unknown[], AlarmRow>(
    `SELECT id AS key, at, kind, detail, cleared_at AS clearedAt FROM alarms INDEXED BY alarms_of_machine
     WHERE machine = ? AND (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?`,
  );

  const sources: Readonly<Record<string, Source>> = {
    a: (machine, { atMs, key }, count) =>
      alarms.all(machine, atMs, numberOf(key), count).map((row) => alarmItem('a', row)),
    c: (machine, { atMs, key }, count) =>
      commands.all(machine, atMs, textOf(key), count).map((row) => commandItem('c', row)),
    e(machine, { atMs, key }, count) {
      const [epoch = '', seq = '0'] = textOf(key).split('/');
      return entries.all(machine, atMs, epoch, Number(seq), count).map((row) => entryItem('e', row));
    },
    r: (machine, { atMs, key }, count) =>
      refusals.all(machine, atMs, textOf(key), count).map((row) => refusalItem('r', row)),
    v: (machine, { atMs, key }, count) =>
      vends.all(machine, atMs, numberOf(key), count).map((row) => vendItem('v', row)),
  };

  return {
    /**
     * The newest `count` that come after a place in the order of the timeline, newest first. Undefined: from the
     * newest of all on.
     */
    page(machine: string, after: Place | undefined, count: number): PlacedItem[] {
      catchUp();
      return Object.entries(sources)
        .flatMap(([source, read]) => read(machine, placedAfter(source, after), count))
        .sort(byPlace)
        .slice(0, count);
    },
  };
}
export type TimelineStore = ReturnType<typeof createTimelineStore>;

/** By time, newest first; at one time by source, and within one as its table orders it. */
function byPlace(a: PlacedItem, b: PlacedItem): number {
  if (a.place.atMs !== b.place.atMs) return b.place.atMs - a.place.atMs;
  if (a.place.source !== b.place.source) return a.place.source < b.place.source ? -1 : 1;
  // Each source came in its own order, and sorting keeps it.
  return 0;
}

const numberOf = (key: Place['key']) =>
  key === 'first' ? -1 : key === 'last' ? Number.MAX_SAFE_INTEGER : Number(key);
/** No key of ours is below the empty text, or above a tilde. */
const textOf = (key: Place['key']) => (key === 'first' ? '' : key === 'last' ? '~' : key);
