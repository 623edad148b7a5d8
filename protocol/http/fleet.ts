import { type Static, Type } from 'typebox';
import { Count, Fault, Instant, MachineId, ProductId, Slot, Uuid } from '../mqtt/fields.ts';
import { maxNameLength } from './access.ts';

/**
 * How a machine stands, worst first: it gives nothing (offline, fault, empty, locked), it soon won't (low: a slot is
 * empty or nearly), somebody is at work in it (open), or it serves. `fault`: the line is down, a fault of the whole machine
 * stands, each slot that holds something is faulted, or the door is open for more than half an hour (two hours where
 * somebody looks after it). `open`: the door is open for less. A faulted slot of several leaves the status as it is.
 * `locked`: by the centre, by a command, or in quarantine. `unknown`: it never said anything.
 */
export const MachineStatus = Type.Enum([
  'offline',
  'fault',
  'empty',
  'locked',
  'low',
  'open',
  'ok',
  'unknown',
]);
export type MachineStatus = Static<typeof MachineStatus>;

/**
 * A slot of the planogram as the books and the machine have it; stock, par and capacity in items. `stock`: by the
 * ledger, null where it was never set; `reported`: as the machine last said. `perDay`: items in 24 hours, from the
 * last seven days. `emptyAt`: at that pace, spread over the hours of the day as the whole city's vends are, so that a
 * night without citizens empties nothing (an hour of the day that was not seen yet counts as the mean of those that
 * were); null where nothing is given, where it is empty, or beyond a year.
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

/**
 * Who looks after a machine that needs a hand, by the name of a user, and since when. It ends when he gives it back,
 * when a visit of the machine is saved, and after a day.
 */
export const Assignment = Type.Object({ to: Type.String(), at: Instant });
export type Assignment = Static<typeof Assignment>;

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
  /** Since when the server knows the door to be open; null where it is not. */
  doorOpenSince: nullable(Instant),
  locked: Type.Boolean(),
  quarantined: Type.Boolean(),
  /** Faults of the whole machine that stand; those of a slot are its own. */
  faults: Type.Array(Fault),
  fill: nullable(Type.Number()),
  /** The earliest of its slots. */
  emptyAt: nullable(Instant),
  masksToday: Count,
  assigned: nullable(Assignment),
  slots: Type.Array(SlotView),
});
export type MachineView = Static<typeof MachineView>;

/**
 * Machines, most urgent first: those that give nothing (offline, fault, empty, locked), those that run low by expected
 * emptying, those with an open door, those that serve (with a faulted slot first, then by expected emptying), those that
 * never said anything. GET /api/machines gives all that are not revoked, GET /api/machines?ids=a,b some.
 */
export const MachineList = Type.Object({ at: Instant, machines: Type.Array(MachineView) });
export type MachineList = Static<typeof MachineList>;

/** `MachineList` of some: at most this many ids in one question. */
export const maxMachineIds = 200;

/** The `machines` event of the live stream: these changed; null: so many that all are to be read anew. */
export const MachinesChanged = Type.Object({ version: Count, ids: nullable(Type.Array(MachineId)) });
export type MachinesChanged = Static<typeof MachinesChanged>;

/**
 * What stands beside one machine (GET /api/machines/:id). `display`: the text that a citizen sees when he comes, where
 * it is known (docs/contract/choices.md), and since when the server knows.
 */
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
  /** The dispenser's last start within 35 days, and its cause by serial.md's number: 0 is that the power came back. */
  started: nullable(Type.Object({ at: Instant, cause: Type.Integer() })),
  /** Somebody typed other people's numbers: until then only tapped cards are served. */
  numbersClosedUntil: nullable(Instant),
});
export type MachineDetail = Static<typeof MachineDetail>;

/**
 * One thing that happened to a machine, newest first (GET /api/machines/:id/timeline?before=&count=). `before` is the
 * `next` of the page before. A vend that ended with a fault says so in `code`; `ok`: all that was asked for fell.
 */
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
  /** For people: a command's or an alarm's words, an authority other than `online`. */
  detail: Type.Optional(Type.String()),
  /** The visit that a `stock` belongs to. */
  visit: Type.Optional(Type.String()),
  /** When an `alarm` ended by itself. */
  clearedAt: Type.Optional(Instant),
});
export type TimelineItem = Static<typeof TimelineItem>;
export const Timeline = Type.Object({ items: Type.Array(TimelineItem), next: nullable(Type.String()) });
export type Timeline = Static<typeof Timeline>;

/**
 * An order of a person to a machine (POST /api/machines/:id/commands); `id` makes it one however often it is sent, with
 * other content it is refused (409 COMMAND_DIFFERS). `display` needs text (at most 160 bytes of UTF-8) and seconds,
 * `test-vend` slot and qty; what a command does not need is refused.
 */
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

/**
 * Who is to look after a machine from now on (PUT /api/machines/:id/assignee); null: nobody. `from`: who has it as far as
 * the asker knows; where that is no longer so, it is refused (409 ASSIGNEE_CHANGED). Sent again it changes nothing.
 */
export const AssignOrder = Type.Object({
  to: nullable(Type.String({ minLength: 1, maxLength: maxNameLength })),
  from: nullable(Type.String({ minLength: 1, maxLength: maxNameLength })),
});
export type AssignOrder = Static<typeof AssignOrder>;
export const AssignmentAnswer = Type.Object({ assigned: nullable(Assignment) });
export type AssignmentAnswer = Static<typeof AssignmentAnswer>;

/** Who may be sent to a machine (GET /api/assignees): all who may operate it, by name. */
export const Assignees = Type.Object({ names: Type.Array(Type.String()) });
export type Assignees = Static<typeof Assignees>;

/**
 * A command and what became of it (GET /api/machines/:id/commands, newest first). `failed` has a `code`: the machine's
 * own, or `superseded` where a later order of the same kind took its place before it was answered.
 */
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
