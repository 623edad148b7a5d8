import { quarterOf } from '../ledger/quarter.ts';
import type { Db } from '../store/open.ts';

/** A charge that is about to name its card no more. */
export interface GoingCharge {
  readonly id: number;
  readonly card: Uint8Array;
  readonly keyId: string;
  readonly machine: string;
  readonly txn: string;
}

/** Cards of one day, key and machine that are counted and named no more. */
export interface GoneCards {
  /** The day of UTC, counted from 1970. */
  readonly day: number;
  readonly keyId: string;
  readonly machine: string;
  readonly product: string;
  readonly cards: number;
  readonly served: number;
}

const dayMs = 86_400_000;
/** A vend ends soon after its decision: whose decision is so long before a day is no vend of that day. */
const longestVendMs = 3_600_000;

/** Counts cards before their names are let go: charges come in the order of their ids, and the last one of a card and day counts. */
export function createGoneCounter(db: Db): (charge: GoingCharge) => void {
  // What machines told later than others of the same day could come when that day was counted: it is left out.
  const vendOf = db.prepare<[string, string], { at: number; product: string; served: number }>(
    `SELECT at, product, took_ms IS NOT NULL AS served FROM vends
     WHERE txn = ? AND machine = ? AND items > 0 AND authority = 'online' AND late = 0`,
  );
  const comesAgain = db
    .prepare<[Uint8Array, number, number, number, number, number], number>(
      `SELECT EXISTS (
         SELECT 1 FROM usage u INDEXED BY usage_of_card LEFT JOIN vends v ON v.txn = u.txn AND v.machine = u.machine
         WHERE u.card = ? AND u.id > ? AND CASE WHEN v.at IS NULL THEN u.at >= ? AND u.at < ? ELSE v.at >= ? AND v.at < ? END)`,
    )
    .pluck();
  const count = db.prepare(
    `INSERT INTO gone_cards VALUES (?, ?, ?, ?, 1, ?)
     ON CONFLICT DO UPDATE SET cards = cards + 1, served = served + excluded.served`,
  );
  return ({ id, card, keyId, machine, txn }) => {
    const vend = vendOf.get(txn, machine);
    if (vend === undefined) return;
    const startMs = Math.floor(vend.at / dayMs) * dayMs;
    const endMs = startMs + dayMs;
    if (comesAgain.get(card, id, startMs - longestVendMs, endMs, startMs, endMs) === 1) return;
    count.run(quarterOf(vend.at), machine, vend.product, keyId, vend.served);
  };
}

/** Reads how many cards were let go of, in quarters of [fromMs, toMs). */
export function createGoneReader(db: Db): (fromMs: number, toMs: number) => GoneCards[] {
  const within = db.prepare<[number, number], GoneCards>(
    `SELECT quarter / ${dayMs} AS day, machine, product, key_id AS keyId, SUM(cards) AS cards, SUM(served) AS served
     FROM gone_cards WHERE quarter >= ? AND quarter < ? GROUP BY 1, 2, 3, 4`,
  );
  return (fromMs, toMs) => within.all(fromMs, toMs);
}
