import { type Static, Type } from 'typebox';
import { Count, Language, ProductId, Slot } from '../fields.ts';

/** What a machine may give while it is cut off (mqtt.md, desired). `perCard` and `perMachine` in pieces. */
export const OfflineRule = Type.Object({
  mode: Type.Enum(['refuse', 'allow']),
  perCard: Count,
  perMachine: Count,
  maxHours: Type.Number({ minimum: 0 }),
  /**
   * Kinds of card that it is for; every one but badges and vouchers where it names none. Not in version 1 of the contract, so it may be
   * absent; a name that only a newer server knows is nobody's here.
   */
  schemes: Type.Optional(Type.Array(Type.String())),
});
export type OfflineRule = Static<typeof OfflineRule>;

/** What the centre wants of a machine; applied whenever its version differs (mqtt.md, desired). */
export const Desired = Type.Object({
  version: Count,
  products: Type.Array(
    Type.Object({
      product: ProductId,
      code: Type.Integer({ minimum: 1, maximum: 255 }),
      name: Type.String(),
      pieces: Type.Integer({ minimum: 1, maximum: 1000 }),
    }),
  ),
  slots: Type.Array(
    Type.Object({ slot: Slot, product: ProductId, capacity: Type.Integer({ minimum: 0, maximum: 0xffff }) }),
  ),
  cards: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
  offline: OfflineRule,
  sealKey: Type.Object({ key: Type.String(), publicKey: Type.String({ pattern: '^[A-Za-z0-9_-]{43}=?$' }) }),
  staff: Type.Array(Type.Object({ id: Type.String(), hmac: Type.String() })),
  language: Language,
  /** The time zone of dates on the display; not in version 1 of the contract, so it may be absent. */
  timeZone: Type.Optional(Type.String()),
  locked: Type.Boolean(),
});
export type Desired = Static<typeof Desired>;
