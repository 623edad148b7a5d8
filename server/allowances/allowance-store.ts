import type { Usage } from '../policy/room.ts';
import type { Db } from '../store/open.ts';

/** What a card may have beyond its share, and why. `category`: one of the policy's appeals. In pieces, dated in ms since 1970. */
export interface Allowance {
  readonly product: string;
  readonly pieces: number;
  readonly category: string;
  readonly reason: string;
  readonly actor: string;
  readonly atMs: number;
}

/** How many were given for a reason, and masks in them. */
export interface AllowanceSum {
  readonly category: string;
  readonly product: string;
  readonly times: number;
  readonly pieces: number;
}

/** Shares that staff gave beyond the policy: each takes as much from what a card has used, for as long as a use at that time would count. */
export function createAllowanceStore(db: Db) {
  const insert = db.prepare(
    `INSERT INTO allowances (card, key_id, product, pieces, category, reason, actor, at, order_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const ofOrder = db.prepare<[string], number>('SELECT pieces FROM allowances WHERE order_id = ?').pluck();
  const ofCard = db.prepare<[Uint8Array, number], Usage>(
    'SELECT at AS atMs, product, -pieces AS pieces FROM allowances WHERE card = ? AND at >= ?',
  );
  const sums = db.prepare<[], AllowanceSum>(
    `SELECT category, product, COUNT(*) AS times, SUM(pieces) AS pieces FROM allowances
     GROUP BY category, product ORDER BY category, product`,
  );
  return {
    /** `card`: its pseudonym, made with the key of that id. `orderId`: an idempotency key, by which it is found again. */
    give(card: Uint8Array, keyId: string, allowance: Allowance, orderId?: string): void {
      const { product, pieces, category, reason, actor, atMs } = allowance;
      insert.run(card, keyId, product, pieces, category, reason, actor, Math.floor(atMs), orderId ?? null);
    },
    /** The pieces that an order gave before; undefined: it is new. */
    ofOrder: (orderId: string): number | undefined => ofOrder.get(orderId),
    /** A card's allowances since an instant, as uses of less than nothing. */
    ofCard: (card: Uint8Array, sinceMs: number): Usage[] => ofCard.all(card, sinceMs),
    /** All that was given, apart from what policies give. */
    sums: (): AllowanceSum[] => sums.all(),
  };
}
export type AllowanceStore = ReturnType<typeof createAllowanceStore>;
