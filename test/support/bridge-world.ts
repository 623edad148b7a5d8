import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { type Bridge, createBridge } from '../../firmware-bridge/bridge.ts';
import type { BridgeDeps } from '../../firmware-bridge/bridge-deps.ts';
import { scanSegment } from '../../firmware-bridge/journal/record.ts';
import type { Clock } from '../../protocol/base/clock.ts';
import type { JournalEntry } from '../../protocol/mqtt/entries.ts';
import type { Desired } from '../../protocol/mqtt/messages/desired.ts';
import { createDispenser, type Dispenser } from '../../simulators/dispenser/dispenser.ts';
import type { Happening } from '../../simulators/dispenser/happenings.ts';
import { volatileNvram } from '../../simulators/dispenser/nvram.ts';
import { seededRandom } from '../../simulators/random.ts';
import { virtualClock } from '../../simulators/virtual-clock.ts';
import { bridgeDeps } from './bridge-bench.ts';
import { duplexPair } from './duplex-pair.ts';
import { scriptedServer } from './scripted-server.ts';

/** Longer than a host waits for a response (serial.md, Link). */
const lateMs = 300;

/** Memory instead of a disk where there is some: what is synced here is only read by this process again. */
const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A real bridge, the virtual dispenser and a scripted server on one virtual clock; each can be cut off at any moment. */
export function bridgeWorld(seed: number, desired: Desired, more: Partial<BridgeDeps> = {}) {
  const random = seededRandom(seed);
  const clock = virtualClock(Date.parse('2020-05-20T06:00:00Z'));
  const server = scriptedServer(desired);
  const happenings: (Happening & { readonly atMs: number })[] = [];
  const listeners = new Set<(bytes: Uint8Array) => void>();
  const root = mkdtempSync(join(scratch, 'maskfleet-world-'));
  let starts = 0;
  let folder = join(root, '0');
  let far: Duplex | undefined;
  const dead: Bridge[] = [];
  let running: { bridge: Bridge; kill: () => void } | undefined;

  const world = {
    clock,
    server,
    happenings,
    /** False: bytes vanish on the line, both ways. */
    wired: true,
    /** What the line does with bytes, both ways: a worn cable or a busy board. Later than a request is waited for, or twice. */
    line: 'clean' as 'clean' | 'late' | 'twice',
    /** Takes the cable out: the bridge's port is gone. */
    unplug: (): void => void far?.destroy(),
    /** Before anything is known of a VEND: what the dispenser heard, and what was on disk then. */
    onVend: (_txn: string): void => {},
    folder: () => folder,
    isRunning: () => running !== undefined,
    start,
    kill,
    drive: (ms: number) => clock.drive(ms, quiet),
    entries: () => entriesOf(folder),
    /** What stands on the display. */
    shown: () => happenings.findLast((one) => one.ev === 'display')?.text,
    random,
    dispenser: undefined as unknown as Dispenser,
    async end(): Promise<void> {
      kill();
      await quiet();
      // They do nothing any more, but their files are open.
      for (const bridge of dead) await bridge.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
  world.dispenser = createDispenser({
    clock,
    random: seededRandom(seed + 1),
    nvram: volatileNvram(),
    slots: desired.slots.length,
    stock: 40,
    serialNo: 'WORLD0000001',
    vendMs: 400,
    wire: {
      on: (_, listener) => listeners.add(listener),
      write(bytes) {
        const to = far;
        carry(bytes, (some) => void (to?.destroyed || to?.write(some)));
      },
    },
    on(happening) {
      happenings.push({ ...happening, atMs: clock.monotonic() });
      if (happening.ev === 'vend') world.onVend(happening.txn);
    },
  });

  function carry(bytes: Uint8Array, to: (bytes: Uint8Array) => void): void {
    if (!world.wired) return;
    // What is on its way may be overwritten by its owner meanwhile.
    const some = Uint8Array.from(bytes);
    if (world.line === 'late') clock.after(lateMs, () => to(some));
    else to(some);
    if (world.line === 'twice') to(some);
  }

  function plug(): Duplex {
    const [near, end] = duplexPair();
    far = end;
    end.on('data', (bytes: Uint8Array) => {
      carry(bytes, (some) => {
        if (far === end) for (const listener of listeners) listener(some);
      });
    });
    return near;
  }

  /** Starts a bridge on what the last one left on its disk. */
  async function start(): Promise<void> {
    const life = mortal(clock);
    const bridge = createBridge(
      bridgeDeps(folder, {
        ...{ clock: life.clock, wall: life.clock, simulated: true, connectMqtt: server.connect },
        random: {
          bytes: (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
          fraction: random,
        },
        openSerial: async () => plug(),
        ...more,
      }),
    );
    running = { bridge, kill: life.end };
    await bridge.start();
  }

  /** Takes the bridge's power: what is on its disk now is all that is left of it. */
  function kill(): void {
    if (running === undefined) return;
    running.kill();
    dead.push(running.bridge);
    running = undefined;
    server.cut();
    far?.destroy();
    far = undefined;
    const left = folder;
    folder = join(root, String(++starts));
    if (existsSync(left)) cpSync(left, folder, { recursive: true });
  }

  return world;
}
export type BridgeWorld = ReturnType<typeof bridgeWorld>;

/** A clock whose timers end with whoever set them. */
function mortal(clock: Clock): { clock: Clock; end: () => void } {
  let alive = true;
  return {
    clock: { ...clock, after: (delayMs, run) => clock.after(delayMs, () => alive && run()) },
    end() {
      alive = false;
    },
  };
}

/** Turns of the event loop without file work after which nothing but time makes anything happen. */
const idleTurns = 6;

async function quiet(): Promise<void> {
  for (let idle = 0; idle < idleTurns; idle++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (process.getActiveResourcesInfo().some((name) => /FSReq|CloseReq/.test(name))) idle = -1;
  }
}

/** Every entry on a bridge's disk, each by its first name once, in the order in which they were written. */
export function entriesOf(folder: string): JournalEntry[] {
  const journal = join(folder, 'journal');
  if (!existsSync(journal)) return [];
  const found = new Map<string, JournalEntry>();
  for (const name of readdirSync(journal)
    .filter((one) => one.endsWith('.log'))
    .sort()) {
    const epoch = name.split('.')[1];
    for (const { value } of scanSegment(readFileSync(join(journal, name))).records.slice(1)) {
      const entry = value as JournalEntry;
      const first = entry.from ?? { epoch, seq: entry.seq };
      found.set(`${first.epoch} ${first.seq}`, entry);
    }
  }
  return [...found.values()];
}
