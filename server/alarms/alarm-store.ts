import type { Db } from '../store/open.ts';

/** What a person must hear of. Each kind is one sentence of docs/architecture.md's table of alarms. */
export type AlarmKind =
  | 'txn-reused'
  | 'vend-twice'
  | 'vend-late'
  | 'vend-over'
  | 'vend-without-card'
  | 'product-unknown'
  | 'entry-unreadable'
  | 'entries-lost'
  | 'epoch-new'
  | 'quarantined'
  | 'point-rejected'
  | 'counter-gap';

export interface Alarm {
  readonly kind: AlarmKind;
  readonly machine: string | undefined;
  /** For people; holds no part of a card's number. */
  readonly detail: string;
}

/** The alarms, kept until somebody reads them. */
export function createAlarmStore(db: Db) {
  const insert = db.prepare('INSERT INTO alarms (at, kind, machine, detail) VALUES (?, ?, ?, ?)');
  return {
    raise(nowMs: number, { kind, machine, detail }: Alarm): void {
      insert.run(Math.floor(nowMs), kind, machine ?? null, detail);
    },
  };
}
export type AlarmStore = ReturnType<typeof createAlarmStore>;
