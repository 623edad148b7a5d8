import type { RefusalReason } from '../../protocol/mqtt/messages/decision.ts';
import type { Db } from '../store/open.ts';
import { type KeptCard, packCards, unpackCards } from './pack.ts';

/** What somebody asked of a machine, and got. `qty` and `given` in items. */
export interface PastRequest {
  readonly atMs: number;
  readonly machine: string;
  readonly product: string;
  readonly qty: number;
  readonly given: number;
  /** Why nothing was given; null where something was. */
  readonly reason: RefusalReason | null;
  /** The machine was cut off and decided by its offline rule. */
  readonly isOffline: boolean;
  readonly cards: readonly KeptCard[];
}

interface Row {
  readonly atMs: number;
  readonly machine: string;
  readonly product: string;
  readonly qty: number;
  readonly given: number;
  readonly reason: RefusalReason | null;
  readonly offline: number;
  readonly cards: Uint8Array;
}

/** Everything that was asked of machines, one row a request, so that another policy can be tried on it. */
export function createRequestLog(db: Db) {
  const insert = db.prepare(
    `INSERT INTO requests (at, machine, product, qty, given, reason, offline, key_id, cards)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    /** Keeps a request; the caller sees to it that it is kept once. `keyId`: of the key that its pseudonyms are made with. */
    keep(request: PastRequest, keyId: string): void {
      const { atMs, machine, product, qty, given, reason, isOffline, cards } = request;
      insert.run(
        ...[Math.floor(atMs), machine, product, qty, given, reason, Number(isOffline), keyId],
        packCards(cards),
      );
    },
  };
}
export type RequestLog = ReturnType<typeof createRequestLog>;

/** Reads the log; apart from its writing, as it is another process that does. */
export function createRequestReader(db: Db) {
  const span = db.prepare<[], { firstMs: number | null; lastMs: number | null }>(
    'SELECT MIN(at) AS firstMs, MAX(at) AS lastMs FROM requests',
  );
  const count = db
    .prepare<[number, number], number>('SELECT COUNT(*) FROM requests WHERE at >= ? AND at < ?')
    .pluck();
  // What machines gave while cut off is written down when they are back, and belongs to its own time.
  const within = db.prepare<[number, number], Row>(
    `SELECT at AS atMs, machine, product, qty, given, reason, offline, cards
     FROM requests WHERE at >= ? AND at < ? ORDER BY at, id`,
  );
  const newest = db.prepare<[], Row>(
    'SELECT at AS atMs, machine, product, qty, given, reason, offline, cards FROM requests ORDER BY id DESC',
  );
  const read = ({ offline, cards, ...row }: Row): PastRequest => ({
    ...row,
    isOffline: offline === 1,
    cards: unpackCards(cards),
  });
  return {
    /** What was decided in the last `spanMs` before the newest decision, in its order: without a look at what came before. */
    recent(spanMs: number): PastRequest[] {
      const found: PastRequest[] = [];
      for (const row of newest.iterate()) {
        // Told late, and of any time: it tells nothing about where to end.
        if (row.offline === 1) continue;
        if (row.atMs <= (found[0]?.atMs ?? row.atMs) - spanMs) break;
        found.push(read(row));
      }
      return found.reverse();
    },
    /** When the first and the last request came that are kept; undefined: none is. */
    span(): { readonly firstMs: number; readonly lastMs: number } | undefined {
      const { firstMs = null, lastMs = null } = span.get() ?? {};
      return firstMs === null || lastMs === null ? undefined : { firstMs, lastMs };
    },
    /** How many came in [fromMs, toMs). */
    count: (fromMs: number, toMs: number): number => count.get(fromMs, toMs) ?? 0,
    /** Those of [fromMs, toMs) in the order of their instants. */
    *within(fromMs: number, toMs: number): Generator<PastRequest> {
      for (const row of within.iterate(fromMs, toMs)) yield read(row);
    },
  };
}
