import { type Static, Type } from 'typebox';
import { Count, Fault, Instant, MachineId, ProductId, Slot, Uuid } from '../mqtt/fields.ts';

/**
 * How a machine stands, worst first: it gives nothing (offline, fault, empty, locked), it soon won't (low), or it
 * serves. `unknown`: it never said anything.
 */
export const MachineStatus = Type.Enum(['offline', 'fault', 'empty', 'locked', 'low', 'ok', 'unknown']);
export type MachineStatus = Static<typeof MachineStatus>;

/**
 * A slot as the books and the machine have it; stock, par and capacity in items. `stock`: by the ledger, null where it
 * was never set; `reported`: as the machine last said. `emptyAt`: expected from the pace of the last seven days, null
 * where nothing is given or it is empty.
 */
export const SlotView = Type.Object({
  slot: Slot,
  product: Type.Union([ProductId, Type.Null()]),
  stock: Type.Union([Type.Integer(), Type.Null()]),
  reported: Type.Union([Count, Type.Null()]),
  capacity: Count,
  par: Count,
  perDay: Type.Number(),
  emptyAt: Type.Union([Instant, Type.Null()]),
  faults: Type.Array(Fault),
});
export type SlotView = Static<typeof SlotView>;

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** A machine in lists and on the map. `fill`: stock of all its slots by their capacity, 0 to 1. */
export const MachineView = Type.Object({
  id: MachineId,
  name: Type.String(),
  district: Type.String(),
  lat: nullable(Type.Number()),
  lon: nullable(Type.Number()),
  status: MachineStatus,
  /** When it last said anything: state or presence. */
  seenAt: nullable(Instant),
  online: Type.Boolean(),
  line: nullable(Type.Boolean()),
  doorOpen: nullable(Type.Boolean()),
  locked: Type.Boolean(),
  quarantined: Type.Boolean(),
  fill: nullable(Type.Number()),
  /** The earliest of its slots. */
  emptyAt: nullable(Instant),
  masksToday: Count,
  slots: Type.Array(SlotView),
});
export type MachineView = Static<typeof MachineView>;

/** All machines, most urgent first: empty or down, then by expected emptying (GET /api/machines). */
export const MachineList = Type.Object({ at: Instant, machines: Type.Array(MachineView) });
export type MachineList = Static<typeof MachineList>;

/** What stands beside one machine (GET /api/machines/:id). `display`: the text that a citizen sees, where it is known. */
export const MachineDetail = Type.Object({
  at: Instant,
  machine: MachineView,
  language: Type.String(),
  bridge: nullable(Type.String()),
  serialNo: nullable(Type.String()),
  firmware: nullable(Type.String()),
  display: nullable(Type.Object({ text: Type.String(), at: Instant })),
  /** Entries that the machine has written and the server has not acknowledged. */
  journalWaiting: nullable(Count),
});
export type MachineDetail = Static<typeof MachineDetail>;

/** One thing that happened to a machine, newest first (GET /api/machines/:id/timeline?before=&count=). */
export const TimelineItem = Type.Object({
  id: Type.String(),
  at: Instant,
  kind: Type.Enum([
    'vend',
    'refusal',
    'fault',
    'cleared',
    'door',
    'stock',
    'boot',
    'line',
    'tamper',
    'command',
    'alarm',
  ]),
  slot: Type.Optional(Slot),
  product: Type.Optional(ProductId),
  /** Items that fell, or that a slot holds now. */
  items: Type.Optional(Type.Integer()),
  /** A stable word or number of the kind: a refusal's reason, a fault's number, a command's name, an alarm's kind. */
  code: Type.Optional(Type.String()),
  open: Type.Optional(Type.Boolean()),
  ok: Type.Optional(Type.Boolean()),
  actor: Type.Optional(Type.String()),
  detail: Type.Optional(Type.String()),
});
export type TimelineItem = Static<typeof TimelineItem>;
export const Timeline = Type.Object({ items: Type.Array(TimelineItem), next: nullable(Type.String()) });
export type Timeline = Static<typeof Timeline>;

/** An order of a person to a machine (POST /api/machines/:id/commands); `id` makes it one however often it is sent. */
export const CommandOrder = Type.Object({
  id: Uuid,
  name: Type.Enum(['lock', 'unlock', 'display', 'test-vend', 'restart-bridge', 'reset-dispenser', 'report']),
  args: Type.Object({
    text: Type.Optional(Type.String()),
    seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 255 })),
    slot: Type.Optional(Slot),
    qty: Type.Optional(Type.Integer({ minimum: 1, maximum: 255 })),
  }),
  /** Why, for the audit log. */
  reason: Type.String({ maxLength: 500 }),
});
export type CommandOrder = Static<typeof CommandOrder>;

/** A command and what became of it (GET /api/machines/:id/commands, newest first). */
export const CommandView = Type.Object({
  id: Uuid,
  machine: MachineId,
  name: Type.String(),
  args: Type.Unknown(),
  actor: Type.String(),
  reason: Type.String(),
  createdAt: Instant,
  expiresAt: Instant,
  state: Type.Enum(['waiting', 'done', 'failed', 'expired']),
  code: Type.Optional(Type.String()),
  detail: Type.Optional(Type.String()),
  resultAt: Type.Optional(Instant),
});
export type CommandView = Static<typeof CommandView>;
export const CommandList = Type.Object({ commands: Type.Array(CommandView) });
export type CommandList = Static<typeof CommandList>;
