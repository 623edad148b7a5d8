import { type Static, Type } from 'typebox';
import { Count, EntryName, Instant, Items, ProductId, SchemeName, Slot, UptimeMs, Uuid } from '../fields.ts';

/** A card as the reader gave it. Lives in memory only, for one vend. */
export const PresentedCard = Type.Object({
  scheme: SchemeName,
  id: Type.String({ minLength: 1, maxLength: 64 }),
  entry: EntryName,
});
export type PresentedCard = Static<typeof PresentedCard>;

/** A machine asks whether it may vend `qty` items; 0 asks for the balance (mqtt.md, authorize and decision). */
export const Authorize = Type.Object({
  txn: Uuid,
  cards: Type.Array(PresentedCard, { minItems: 1, maxItems: 5 }),
  slot: Slot,
  product: ProductId,
  qty: Items,
  at: Instant,
  epoch: Uuid,
  boot: Count,
  uptimeMs: UptimeMs,
});
export type Authorize = Static<typeof Authorize>;

/** Enough of an unreadable authorize to answer it. */
export const AuthorizeTxn = Type.Object({ txn: Uuid });
