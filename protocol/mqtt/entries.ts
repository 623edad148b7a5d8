import { type Static, type TProperties, Type } from 'typebox';
import { Count, Fault, Instant, Items, ProductId, Seq, Slot, UptimeMs, Uuid, VendCounter } from './fields.ts';
import { checker, type ReadResult } from './read.ts';

/** An entry's name for ever, on its machine. */
const EntryName = Type.Object({ epoch: Uuid, seq: Seq });

/** The fields of every entry (mqtt.md, journal). `from` is the first name of an entry carried to a new epoch. */
const common = {
  seq: Seq,
  at: Instant,
  synced: Type.Boolean(),
  boot: Count,
  uptimeMs: UptimeMs,
  from: Type.Optional(EntryName),
};

const entry = <const N extends string, P extends TProperties>(type: N, fields: P) =>
  Type.Object({ ...common, type: Type.Literal(type), ...fields });

/** A card in a sealed box for the server's key `key`; `qty` is the items charged to it. */
export const SealedCard = Type.Object({ key: Type.String(), box: Type.String(), qty: Items });
export type SealedCard = Static<typeof SealedCard>;

const stock = Type.Integer({ minimum: 0, maximum: 0xffff });

/** One schema for each type of journal entry. */
export const entrySchemas = {
  'vend.started': entry('vend.started', {
    txn: Uuid,
    slot: Slot,
    product: ProductId,
    requested: Items,
    vendCounter: VendCounter,
    authority: Type.Enum(['online', 'offline', 'staff']),
    cards: Type.Array(SealedCard, { maxItems: 5 }),
    /** Offline: the entry with which its cut-off period began; not in version 1 of the contract, so it may be absent. */
    cutOff: Type.Optional(EntryName),
  }),
  'vend.completed': entry('vend.completed', {
    txn: Uuid,
    slot: Slot,
    product: ProductId,
    requested: Items,
    dispensed: Items,
    fault: Fault,
    vendCounter: VendCounter,
    assumed: Type.Optional(Type.Boolean()),
  }),
  'vend.cancelled': entry('vend.cancelled', { txn: Uuid, reason: Type.String() }),
  'vend.claimed': entry('vend.claimed', { txn: Uuid }),
  'stock.set': entry('stock.set', {
    slot: Slot,
    product: ProductId,
    before: stock,
    after: stock,
    capacity: stock,
    staff: Type.Optional(Type.String()),
    visit: Type.Optional(Type.String()),
    lot: Type.Optional(Type.String()),
  }),
  dispenser: entry('dispenser', {
    serialNo: Type.String(),
    bootCount: Count,
    counters: Type.Array(VendCounter, { maxItems: 16 }),
  }),
  'fault.raised': entry('fault.raised', { slot: Type.Optional(Slot), fault: Fault }),
  'fault.cleared': entry('fault.cleared', { slot: Type.Optional(Slot), fault: Fault }),
  door: entry('door', { open: Type.Boolean(), staff: Type.Optional(Type.String()) }),
  boot: entry('boot', { cause: Type.Integer({ minimum: 0, maximum: 255 }), bootCount: Count }),
  line: entry('line', { up: Type.Boolean() }),
  tamper: entry('tamper', { kind: Type.Integer({ minimum: 0, maximum: 255 }) }),
  mark: entry('mark', {}),
} as const;

export type EntryType = keyof typeof entrySchemas;
export type EntryOf<T extends EntryType> = Static<(typeof entrySchemas)[T]>;
/** Any journal entry, told apart by `type`. */
export type JournalEntry = { [T in EntryType]: EntryOf<T> }[EntryType];
/** What the writer of an entry says; seq and stamps are added by the journal. */
export type EntryBody = {
  [T in EntryType]: Omit<EntryOf<T>, 'seq' | 'at' | 'synced' | 'boot' | 'uptimeMs' | 'from'>;
}[EntryType];

const checks = new Map(Object.entries(entrySchemas).map(([type, schema]) => [type, checker(schema)]));

/** Reads one entry of a journal message; a type that is not known is a problem too. */
export function readEntry(value: unknown): ReadResult<JournalEntry> {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  const check = typeof type === 'string' ? checks.get(type) : undefined;
  return check === undefined
    ? { ok: false, problem: '/type unknown' }
    : (check(value) as ReadResult<JournalEntry>);
}
