import { type Static, Type } from 'typebox';
import { Count, Instant, MachineId, ProductId, Slot, Uuid } from '../mqtt/fields.ts';

/**
 * What to load for a chosen set of machines (GET /api/pick-list?machines=a,b): by machine and slot, and in all. Items.
 * `stock`: as the machine last reported, by the ledger where it never did; `load` = par - stock, never below 0.
 */
export const PickList = Type.Object({
  at: Instant,
  machines: Type.Array(
    Type.Object({
      machine: MachineId,
      name: Type.String(),
      district: Type.String(),
      slots: Type.Array(
        Type.Object({ slot: Slot, product: ProductId, stock: Type.Integer(), par: Count, load: Count }),
      ),
    }),
  ),
  /** One row a product: items to load, and the masks in them. */
  totals: Type.Array(Type.Object({ product: ProductId, items: Count, pieces: Count })),
});
export type PickList = Static<typeof PickList>;

/**
 * What a visitor counted in one slot, in items: `found` before anything was moved, `filled` put in, `removed` taken out
 * (spoilt, expired, another product). After it the slot holds found + filled - removed.
 */
export const VisitSlot = Type.Object({
  slot: Slot,
  product: ProductId,
  found: Count,
  filled: Count,
  removed: Count,
});
export type VisitSlot = Static<typeof VisitSlot>;

/**
 * A restock visit as it is saved (POST /api/visits). `id` is made on the phone: sent again it is the same visit, with
 * other content it is refused (409 VISIT_DIFFERS).
 */
export const NewVisit = Type.Object({
  id: Uuid,
  machine: MachineId,
  /** When the counting ended, by the phone's clock. */
  at: Instant,
  slots: Type.Array(VisitSlot, { minItems: 1, maxItems: 16 }),
  note: Type.Optional(Type.String({ maxLength: 500 })),
});
export type NewVisit = Static<typeof NewVisit>;

/**
 * How far a slot of a visit is: its set-stock is on its way, done (the machine has journaled its `stock.set`), failed
 * or expired. The last two can be sent again (POST /api/visits/:id/again).
 */
export const VisitSlotState = Type.Enum(['waiting', 'done', 'failed', 'expired']);

/**
 * A saved visit. `expected`: by the ledger at the moment of the count, null where the stock never was set; vends that
 * fell before the count and are told later still correct it. `difference`: found - expected. `command` sets the
 * dispenser's stock, to what was counted less what fell since; `applied` once the machine has journaled it.
 */
export const Visit = Type.Object({
  id: Uuid,
  machine: MachineId,
  machineName: Type.String(),
  actor: Type.String(),
  at: Instant,
  savedAt: Instant,
  note: Type.String(),
  slots: Type.Array(
    Type.Object({
      ...VisitSlot.properties,
      expected: Type.Union([Type.Integer(), Type.Null()]),
      difference: Type.Union([Type.Integer(), Type.Null()]),
      /** What the slot held before, where it was another product: `found` and `difference` are of that one. */
      productBefore: Type.Union([ProductId, Type.Null()]),
      command: Uuid,
      applied: Type.Boolean(),
      state: VisitSlotState,
      /** Why it failed, as the machine says it; `superseded` where a later visit took its place. */
      code: Type.Optional(Type.String()),
    }),
  ),
});
export type Visit = Static<typeof Visit>;

/** The newest visits, newest first (GET /api/visits?machine=&count=). */
export const VisitList = Type.Object({ visits: Type.Array(Visit) });
export type VisitList = Static<typeof VisitList>;
