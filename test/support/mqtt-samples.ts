import { type EntryType, entrySchemas, readEntry } from '../../protocol/mqtt/entries.ts';
import { Authorize } from '../../protocol/mqtt/messages/authorize.ts';
import { Command, CommandResult, commandArgs } from '../../protocol/mqtt/messages/command.ts';
import { Decision } from '../../protocol/mqtt/messages/decision.ts';
import { Desired } from '../../protocol/mqtt/messages/desired.ts';
import { Journal, JournalAck } from '../../protocol/mqtt/messages/journal.ts';
import { Presence } from '../../protocol/mqtt/messages/presence.ts';
import { MachineState } from '../../protocol/mqtt/messages/state.ts';
import { checker, type ReadResult } from '../../protocol/mqtt/read.ts';

/** A message with every field that mqtt.md gives it, and which of them may be missing. */
export interface MqttSample {
  readonly name: string;
  readonly check: (value: unknown) => ReadResult<unknown>;
  readonly value: Readonly<Record<string, unknown>>;
  /** Paths of fields with a question mark in mqtt.md; items of lists are written `[]`. */
  readonly optional: readonly string[];
}

const uuid = '01725c6a-9d40-7c3e-8a11-5e0f2b7d9c01';
const at = '2020-05-20T06:00:00.000Z';
const stamp = { seq: 1, at, synced: true, boot: 3, uptimeMs: 1234.5 };
const from = { epoch: uuid, seq: 9 };

/** The further fields of each type of entry (mqtt.md, journal). */
const entryFields: Readonly<Record<EntryType, Readonly<Record<string, unknown>>>> = {
  'vend.started': {
    txn: uuid,
    slot: 0,
    product: 'mask-5',
    requested: 1,
    vendCounter: 40,
    authority: 'online',
    cards: [{ key: 'k1', box: 'AAAA', qty: 1 }],
  },
  'vend.completed': {
    txn: uuid,
    slot: 0,
    product: 'mask-5',
    requested: 1,
    dispensed: 1,
    fault: 0,
    vendCounter: 41,
    assumed: true,
  },
  'vend.cancelled': { txn: uuid, reason: 'timeout' },
  'vend.claimed': { txn: uuid },
  'stock.set': {
    slot: 0,
    product: 'mask-5',
    before: 3,
    after: 200,
    capacity: 240,
    staff: 's1',
    visit: 'v1',
    lot: 'L1',
  },
  dispenser: { serialNo: 'MM-000123', bootCount: 7, counters: [40, 0] },
  'fault.raised': { slot: 0, fault: 1 },
  'fault.cleared': { slot: 0, fault: 1 },
  door: { open: true, staff: 's1' },
  boot: { cause: 0, bootCount: 8 },
  line: { up: true },
  tamper: { kind: 1 },
  mark: {},
};

const entryOptional: Readonly<Partial<Record<EntryType, readonly string[]>>> = {
  'vend.completed': ['assumed'],
  'stock.set': ['staff', 'visit', 'lot'],
  'fault.raised': ['slot'],
  'fault.cleared': ['slot'],
  door: ['staff'],
};

const entries = (Object.keys(entrySchemas) as EntryType[]).map(
  (type): MqttSample => ({
    name: `journal entry ${type}`,
    check: readEntry,
    value: { ...stamp, from, type, ...entryFields[type] },
    optional: ['from', ...(entryOptional[type] ?? [])],
  }),
);

/** Every message of mqtt.md, in full. */
export const mqttSamples: readonly MqttSample[] = [
  {
    name: 'presence, online',
    check: checker(Presence),
    value: { online: true, session: uuid, at, bridge: '0.1.0', boot: 3 },
    optional: [],
  },
  { name: 'presence, will', check: checker(Presence), value: { online: false, session: uuid }, optional: [] },
  {
    name: 'state',
    check: checker(MachineState),
    value: {
      at,
      serialNo: 'MM-000123',
      firmware: '2.4',
      bootCount: 7,
      line: true,
      locked: false,
      doorOpen: false,
      faults: [{ slot: 0, fault: 1 }],
      slots: [{ slot: 0, product: 'mask-5', stock: 200, capacity: 240, vendCounter: 40 }],
      desiredVersion: 12,
      journal: { epoch: uuid, lastSeq: 40, acked: 39, oldest: 1 },
    },
    optional: ['faults.[].slot'],
  },
  {
    name: 'authorize',
    check: checker(Authorize),
    value: {
      txn: uuid,
      cards: [{ scheme: 'tckn', id: '10000000146', entry: 'tap' }],
      slot: 0,
      product: 'mask-5',
      qty: 1,
      at,
      epoch: uuid,
      boot: 3,
      uptimeMs: 1234.5,
    },
    optional: [],
  },
  {
    name: 'decision',
    check: checker(Decision),
    value: {
      txn: uuid,
      verdict: 'refuse',
      qty: 0,
      charges: [0],
      reason: 'quota',
      remaining: 0,
      nextAt: at,
      validMs: 10_000,
      expiresAt: at,
      message: 'Come back on Monday.',
    },
    optional: ['charges', 'reason', 'remaining', 'nextAt', 'validMs', 'expiresAt', 'message'],
  },
  {
    name: 'journal',
    check: checker(Journal),
    value: { epoch: uuid, oldest: 1, sent: { at, boot: 3, uptimeMs: 5 }, entries: [{ seq: 1 }] },
    optional: [],
  },
  { name: 'journal/ack', check: checker(JournalAck), value: { epoch: uuid, seq: 0 }, optional: [] },
  {
    name: 'desired',
    check: checker(Desired),
    value: {
      version: 12,
      products: [{ product: 'mask-5', code: 1, name: 'Masks', pieces: 5 }],
      slots: [{ slot: 0, product: 'mask-5', capacity: 240 }],
      cards: 3,
      offline: { mode: 'allow', perCard: 5, perMachine: 100, maxHours: 12.5 },
      sealKey: { key: 'k1', publicKey: 'A'.repeat(43) },
      staff: [{ id: 's1', hmac: 'AAAA' }],
      language: 'zh-TW',
      locked: false,
    },
    optional: ['cards'],
  },
  {
    name: 'command',
    check: checker(Command),
    value: { id: uuid, name: 'display', args: {}, validMs: 60_000 },
    optional: [],
  },
  {
    name: 'command/result',
    check: checker(CommandResult),
    value: { id: uuid, ok: false, code: 'expired', detail: 'too late', at },
    optional: ['code', 'detail'],
  },
  {
    name: 'args of display',
    check: checker(commandArgs.display),
    value: { text: 'Hello', seconds: 10 },
    optional: [],
  },
  {
    name: 'args of test-vend',
    check: checker(commandArgs['test-vend']),
    value: { slot: 0, qty: 1 },
    optional: [],
  },
  {
    name: 'args of set-stock',
    check: checker(commandArgs['set-stock']),
    value: { slot: 0, product: 'mask-5', stock: 200, capacity: 240, visit: 'v1', staff: 's1', lot: 'L1' },
    optional: ['visit', 'staff', 'lot'],
  },
  ...entries,
];
