import { Duplex } from 'node:stream';
import { createBridge } from '../../firmware-bridge/bridge.ts';
import type { JournalLimits } from '../../firmware-bridge/journal/limits.ts';
import { decodeRecord, scanSegment } from '../../firmware-bridge/journal/record.ts';
import type { Log } from '../../firmware-bridge/log.ts';
import type { Clock } from '../../protocol/base/clock.ts';
import type { JournalEntry } from '../../protocol/mqtt/entries.ts';
import { createDispenser, type Dispenser } from '../dispenser/dispenser.ts';
import type { Happening } from '../dispenser/happenings.ts';
import { volatileNvram } from '../dispenser/nvram.ts';
import type { Random } from '../random.ts';
import type { Case } from './cases.ts';
import { token } from './centre.ts';
import { createDisk, type SimulatedDisk } from './disk.ts';
import { createLife, type Life, offClock } from './mortal.ts';
import type { Network } from './network.ts';

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const folder = '/data';
const journalFolder = `${folder}/journal`;
/** One item of the motor. */
const itemMs = 300;

/** A dispenser, its bridge, the line between them and the bridge's disk, each of which can fail at any moment. */
export interface SimulatedMachine {
  readonly id: string;
  readonly dispenser: Dispenser;
  readonly disk: SimulatedDisk;
  /** False: bytes vanish on the line, both ways. */
  wired: boolean;
  /** How far the bridge's wall clock is off, in ms. */
  clockOffMs: number;
  readonly isRunning: boolean;
  /** Resolves when it runs, or could not start. */
  start(): Promise<void>;
  /** Takes the bridge's power, and a part of what was not synced. */
  kill(): void;
  /** Every entry on the disk by its first name, in the order in which they were written. */
  entries(): JournalEntry[];
  /** The epoch that is written; undefined on an empty disk. */
  epoch(): string | undefined;
  /** The newest entry of that epoch. */
  lastEntry(): JournalEntry | undefined;
  /** The entry of this type and txn that would be left without power. */
  durable(type: JournalEntry['type'], txn: string): JournalEntry | undefined;
  /** Puts another image in the disk's place, as whoever repairs a machine does. Its power must be off. */
  changeDisk(image: ReadonlyMap<string, Buffer>): void;
  /** How many disks it had before this one. */
  readonly diskChanges: number;
}

/** A machine whose bridge is off, and whose dispenser has its `slots` filled with `stock` items each. */
export function createMachine(deps: {
  id: string;
  clock: Clock;
  random: Random;
  network: Network;
  slots: number;
  stock: number;
  on: (happening: Happening) => void;
  /** What the dispenser's own memory says of a txn: items that it gave. The reference of all checks. */
  onCount: (txn: string, dispensed: number) => void;
  onRestart: () => void;
  note: (what: Case) => void;
  limits: JournalLimits;
}): SimulatedMachine {
  const { id, clock, random, network } = deps;
  const disk = createDisk(random);
  const listeners = new Set<(bytes: Uint8Array) => void>();
  const line = { wired: true };
  let far: Duplex | undefined;
  let life: Life | undefined;
  let diskChanges = 0;

  const memory = volatileNvram();
  const dispenser = createDispenser({
    ...{ clock, random, slots: deps.slots, stock: deps.stock, vendMs: itemMs, on: deps.on },
    nvram: {
      read: memory.read,
      write(next) {
        memory.write(next);
        for (const { last } of next.slots) deps.onCount(last.txn, last.dispensed);
      },
    },
    serialNo: `SIM-${id}`.slice(0, 16).toUpperCase(),
    wire: {
      on: (_, listener) => listeners.add(listener),
      write(bytes) {
        if (line.wired) far?.push(Buffer.from(bytes));
      },
    },
  });

  /** The bridge's end of a fresh line. */
  function plug(): Duplex {
    const near: Duplex = new Duplex({
      read() {},
      write(bytes: Uint8Array, _encoding, done) {
        if (line.wired && far === near) for (const listener of listeners) listener(bytes);
        done();
      },
    });
    far = near;
    return near;
  }

  const segments = () =>
    disk
      .files(journalFolder)
      .filter(({ name }) => name.endsWith('.log'))
      .sort((a, b) => (a.name < b.name ? -1 : 1));

  const machine: SimulatedMachine = {
    id,
    dispenser,
    disk,
    get wired() {
      return line.wired;
    },
    set wired(wired) {
      line.wired = wired;
    },
    clockOffMs: 0,
    get isRunning() {
      return life !== undefined;
    },

    async start() {
      const own = createLife(clock);
      life = own;
      const last = machine.entries().findLast(({ type }) => type.startsWith('vend.'));
      if (last?.type === 'vend.started') deps.note('a vend found open at a start');
      const wall = offClock(own.clock, () => machine.clockOffMs);
      const bridge = createBridge({
        ...{ machine: id, token, dataDir: folder, version: 'simulated', language: 'en', timeZone: 'UTC' },
        ...{ clock: wall, wall, simulated: false, log: silent, onRestart: deps.onRestart },
        disk: disk.of(own),
        wallClockIsSet: () => true,
        random: {
          bytes: (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
          fraction: random,
        },
        openSerial: async () => plug(),
        connectMqtt: network.connectFor(id, own),
        limits: deps.limits,
      });
      // One that cannot start ends, and whoever looks after it starts it again later.
      await bridge.start().catch(() => {
        if (life === own) machine.kill();
      });
    },

    kill() {
      if (life === undefined) return;
      life.end();
      life = undefined;
      network.cut(id);
      far?.destroy();
      far = undefined;
      if (disk.cutPower()) deps.note('journal torn by a power cut');
    },

    entries: () => entriesOf(segments()),
    epoch: () => segments().at(-1)?.name.split('.')[1],
    lastEntry() {
      const epoch = machine.epoch();
      const all = segments().filter(({ name }) => name.split('.')[1] === epoch);
      // A segment that was just begun holds nothing yet.
      for (let at = all.length - 1; at >= 0; at--) {
        const last = entriesOf(all.slice(at, at + 1)).at(-1);
        if (last !== undefined) return last;
      }
      return undefined;
    },
    durable(type, txn) {
      const found = `"type":"${type}","txn":"${txn}"`;
      for (const { bytes } of disk.durable(journalFolder)) {
        const at = bytes.lastIndexOf(found);
        if (at === -1) continue;
        const line = bytes.subarray(bytes.lastIndexOf('\n', at) + 1, bytes.indexOf('\n', at));
        const entry = decodeRecord(line) as JournalEntry | undefined;
        if (entry !== undefined) return entry;
      }
      return undefined;
    },
    changeDisk(image) {
      disk.restore(image);
      diskChanges++;
    },
    get diskChanges() {
      return diskChanges;
    },
  };
  return machine;
}

function entriesOf(segments: readonly { name: string; bytes: Buffer }[]): JournalEntry[] {
  const found = new Map<string, JournalEntry>();
  for (const { name, bytes } of segments) {
    const epoch = name.split('.')[1];
    for (const { value } of scanSegment(bytes).records.slice(1)) {
      const entry = value as JournalEntry;
      const first = entry.from ?? { epoch, seq: entry.seq };
      found.set(`${first.epoch} ${first.seq}`, entry);
    }
  }
  return [...found.values()];
}
