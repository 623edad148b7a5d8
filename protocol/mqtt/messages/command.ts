import { type Static, Type } from 'typebox';
import { Count, Instant, ProductId, Slot, Uuid } from '../fields.ts';

const none = Type.Object({});
const stock = Type.Integer({ minimum: 0, maximum: 0xffff });

/** The arguments of each command (mqtt.md, command names). */
export const commandArgs = {
  lock: none,
  unlock: none,
  display: Type.Object({ text: Type.String(), seconds: Type.Integer({ minimum: 0, maximum: 255 }) }),
  'reset-dispenser': none,
  'restart-bridge': none,
  'test-vend': Type.Object({ slot: Slot, qty: Type.Integer({ minimum: 1, maximum: 255 }) }),
  'set-stock': Type.Object({
    slot: Slot,
    product: ProductId,
    stock,
    capacity: stock,
    visit: Type.Optional(Type.String()),
    staff: Type.Optional(Type.String()),
    lot: Type.Optional(Type.String()),
  }),
  report: none,
  'new-epoch': none,
} as const;
export type CommandName = keyof typeof commandArgs;
export type CommandArgs<N extends CommandName> = Static<(typeof commandArgs)[N]>;

/** An order to a machine; it may run within `validMs` of its arrival, once (mqtt.md, command). */
export const Command = Type.Object({
  id: Uuid,
  name: Type.String(),
  args: Type.Object({}),
  validMs: Count,
});
export type Command = Static<typeof Command>;

/** What became of a command; `code` is stable, `detail` is for people. */
export const CommandResult = Type.Object({
  id: Uuid,
  ok: Type.Boolean(),
  code: Type.Optional(Type.String()),
  detail: Type.Optional(Type.String()),
  at: Instant,
});
export type CommandResult = Static<typeof CommandResult>;
