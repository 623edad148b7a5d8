import { type Static, Type } from 'typebox';
import { Count, Fault, Instant, ProductId, Seq, Slot, Uuid, VendCounter } from '../fields.ts';

/** What a machine reports of itself (mqtt.md, state). Stock and capacity in items. */
export const MachineState = Type.Object({
  at: Instant,
  serialNo: Type.String(),
  firmware: Type.String(),
  bootCount: Count,
  line: Type.Boolean(),
  locked: Type.Boolean(),
  doorOpen: Type.Boolean(),
  faults: Type.Array(Type.Object({ slot: Type.Optional(Slot), fault: Fault })),
  slots: Type.Array(
    Type.Object({
      slot: Slot,
      product: Type.Union([ProductId, Type.Null()]),
      stock: Count,
      capacity: Count,
      vendCounter: VendCounter,
    }),
  ),
  desiredVersion: Type.Union([Count, Type.Null()]),
  journal: Type.Object({
    epoch: Uuid,
    lastSeq: Count,
    acked: Count,
    oldest: Seq,
    /** How much of what may wait unacknowledged does, 1 being all; not in version 1 of the contract, so it may be absent. */
    fill: Type.Optional(Type.Number({ minimum: 0 })),
  }),
});
export type MachineState = Static<typeof MachineState>;
