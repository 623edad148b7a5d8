import type { AlarmView } from '../../protocol/http/alarms.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { Db } from '../store/open.ts';

/** What a person must hear of; the pages have a sentence for each. */
export const alarmKinds = [
  'txn-reused',
  'vend-twice',
  'vend-late',
  'vend-over',
  'vend-without-card',
  'product-unknown',
  'entry-unreadable',
  'entries-lost',
  'epoch-new',
  'quarantined',
  'point-rejected',
  'journal-filling',
  'counter-gap',
  'stock-uncertain',
  'stock-unordered',
  'books-broken',
  'slot-lacking',
  'numbers-misused',
  'asks-too-fast',
  'cap-reached',
] as const;
export type AlarmKind = (typeof alarmKinds)[number];

export interface Alarm {
  readonly kind: AlarmKind;
  readonly machine: string | undefined;
  /** For people; holds no part of a card's number. */
  readonly detail: string;
}

/** Alarms that are kept, some 20 MB of them: a machine that raises them without end must not fill the disk. */
export const maxAlarms = 100_000;

interface Row extends Omit<AlarmView, 'at' | 'clearedAt'> {
  readonly at: number;
  readonly clearedAt: number | null;
}

/** The alarms: the newest, kept for whoever reads them. */
export function createAlarmStore(db: Db) {
  const insert = db.prepare('INSERT INTO alarms (at, kind, machine, detail) VALUES (?, ?, ?, ?)');
  // Ids rise by one, so that the oldest are found without counting.
  const drop = db.prepare('DELETE FROM alarms WHERE id <= ?');
  const columns = `SELECT a.id, a.at, a.kind, a.machine, m.name AS machineName, a.detail,
      a.cleared_at AS clearedAt
    FROM alarms a LEFT JOIN machines m ON m.id = a.machine WHERE a.id < ?`;
  const page = db.prepare<[number, number], Row>(`${columns} ORDER BY a.id DESC LIMIT ?`);
  const pageOf = db.prepare<[number, string, number], Row>(
    `${columns} AND a.machine = ? ORDER BY a.id DESC LIMIT ?`,
  );
  const standing = db
    .prepare<[string, string], number>('SELECT alarm FROM standing_alarms WHERE kind = ? AND machine = ?')
    .pluck();
  const stand = db.prepare('INSERT INTO standing_alarms (kind, machine, alarm) VALUES (?, ?, ?)');
  const fall = db.prepare('DELETE FROM standing_alarms WHERE kind = ? AND machine = ?');
  const clear = db.prepare('UPDATE alarms SET cleared_at = ? WHERE id = ?');

  function raise(nowMs: number, { kind, machine, detail }: Alarm): number {
    const id = Number(insert.run(Math.floor(nowMs), kind, machine ?? null, detail).lastInsertRowid);
    drop.run(id - maxAlarms);
    return id;
  }

  return {
    raise(nowMs: number, alarm: Alarm): void {
      raise(nowMs, alarm);
    },
    /** Raises an alarm that stands until it is cleared; one that stands already is not told again. */
    stand(nowMs: number, alarm: Alarm & { readonly machine: string }): void {
      const { kind, machine } = alarm;
      if (standing.get(kind, machine) === undefined) stand.run(kind, machine, raise(nowMs, alarm));
    },
    /** What stood is over. Nothing where it did not stand. */
    clear(nowMs: number, kind: AlarmKind, machine: string): void {
      const alarm = standing.get(kind, machine);
      if (alarm === undefined) return;
      fall.run(kind, machine);
      clear.run(Math.floor(nowMs), alarm);
    },
    /** The newest with an id below `before`, newest first. */
    page: (before: number, count: number, machine?: string): AlarmView[] =>
      (machine === undefined ? page.all(before, count) : pageOf.all(before, machine, count)).map((row) => ({
        ...row,
        at: instantOf(row.at),
        clearedAt: row.clearedAt === null ? null : instantOf(row.clearedAt),
      })),
  };
}
export type AlarmStore = ReturnType<typeof createAlarmStore>;
