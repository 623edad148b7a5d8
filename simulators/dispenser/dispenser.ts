import type { Clock, Timer } from '../../protocol/base/clock.ts';
import type { Entry, Scheme } from '../../protocol/serial/constants.ts';
import { bootCause } from '../../protocol/serial/constants.ts';
import { encodeFrame } from '../../protocol/serial/frame.ts';
import type { ParserCounts } from '../../protocol/serial/parser.ts';
import { simulatorError } from '../errors.ts';
import type { Random } from '../random.ts';
import type { Wire } from '../transport/wire.ts';
import { type Board, createBoard } from './board.ts';
import { type Act, actUpon } from './cabinet.ts';
import type { Happening } from './happenings.ts';
import { factoryMemory, type Memory } from './memory.ts';
import { defaultItemMs } from './motor.ts';
import { createNoise } from './noise.ts';
import type { Nvram } from './nvram.ts';
import type { Cabinet } from './state.ts';

/** From RESET to the BOOT event. */
const rebootMs = 300;

/** Everything a dispenser can be asked for; counts in items. */
export interface DispenserStatus {
  readonly power: boolean;
  readonly doorOpen: boolean;
  /** False, 0 and undefined without power. */
  readonly locked: boolean;
  readonly vendRunning: boolean;
  readonly eventsOpen: number;
  readonly line: Readonly<ParserCounts> | undefined;
  readonly noise: number;
  readonly memory: Memory;
}

/** Why an act was not done; nothing has changed then. */
export interface ActRefusal {
  readonly code: 'POWER_OFF' | 'NO_SUCH_SLOT';
  readonly key: string;
  readonly value: string;
  readonly allowed: string;
}

type Done = ActRefusal | undefined;

/** A dispenser (serial.md, the dispenser's side) and what people do to it. */
export interface Dispenser {
  /** A card at the reader. Its number goes out on the line and is kept nowhere else. */
  card(scheme: Scheme, id: string, entry: Entry): Done;
  select(slot: number): Done;
  door(open: boolean): Done;
  jam(slot: number): Done;
  /** A jam that comes loose by itself. */
  clear(slot: number): Done;
  /** The drop sensor will not see the next item of this slot. */
  miss(slot: number): Done;
  tamper(kind: number): Done;
  claim(): Done;
  /** Off: at once, at any moment. On: a boot with cause 0. */
  power(on: boolean): void;
  /** Spoils bytes in both directions with this probability each, 0 to 1. */
  noise(probability: number): void;
  status(): DispenserStatus;
  /** Calls `listener` with all that happens from now on; the result ends that. */
  on(listener: (happening: Happening) => void): () => void;
}

export interface DispenserOptions {
  /** The time of the motor and of what is shown. */
  readonly clock: Clock;
  /** The time of the line, never simulated: the host answers on it. `clock` where none is given. */
  readonly wall?: Clock;
  /** For noise only. */
  readonly random: Random;
  readonly nvram: Nvram;
  readonly wire: Wire;
  /** Of the cabinet; a memory with another number is refused. 1 to 16. */
  readonly slots: number;
  /** Items in each slot, and who it is, while the memory is still empty. */
  readonly stock: number;
  readonly serialNo: string;
  /** Milliseconds for one item. */
  readonly vendMs?: number;
  readonly noise?: number;
  /** The first listener; it hears the first boot too. */
  readonly on?: (happening: Happening) => void;
}

/**
 * What the memory holds, if it is the memory of a machine with that many slots.
 * @throws NVRAM_UNREADABLE, NVRAM_OTHER_SLOTS
 */
export function loadMemory(nvram: Nvram, slots: number): Memory | undefined {
  const memory = nvram.read();
  if (memory === undefined || memory.slots.length === slots) return memory;
  throw simulatorError('NVRAM_OTHER_SLOTS', `it has ${memory.slots.length}, and ${slots} were asked for`);
}

/**
 * A dispenser, switched on.
 * @throws NVRAM_UNREADABLE, NVRAM_UNWRITABLE, NVRAM_OTHER_SLOTS
 */
export function createDispenser(options: DispenserOptions): Dispenser {
  const { clock, nvram, wire, slots } = options;
  const noise = createNoise(options.random, options.noise ?? 0);
  const listeners = new Set<(happening: Happening) => void>();
  if (options.on !== undefined) listeners.add(options.on);
  let memory = loadMemory(nvram, slots) ?? factoryMemory(options.serialNo, slots, options.stock);
  let cabinet: Cabinet = { doorOpen: false, blind: [] };
  let powered = false;
  let board: Board | undefined;
  let rebooting: Timer | undefined;

  function tell(happening: Happening): void {
    for (const listener of [...listeners]) listener(happening);
  }

  function boot(cause: number): void {
    rebooting = undefined;
    board = createBoard({
      clock,
      wall: options.wall ?? clock,
      itemMs: options.vendMs ?? defaultItemMs,
      stored: nvram.read() ?? memory,
      cabinet,
      cause,
      store(written) {
        nvram.write(written);
        memory = written;
      },
      send: (frame) => wire.write(noise.pass(encodeFrame(frame))),
      tell,
      reboot() {
        darken();
        rebooting = clock.after(rebootMs, () => boot(bootCause.reset));
      },
    });
    board.begin();
  }

  function darken(): void {
    rebooting?.cancel();
    rebooting = undefined;
    if (board === undefined) return;
    cabinet = board.state.cabinet;
    board.cut();
    board = undefined;
  }

  function power(on: boolean): void {
    if (on === powered) return;
    powered = on;
    if (!on) darken();
    tell({ ev: 'power', on });
    if (on) boot(bootCause.power);
  }

  function act(done: Act): Done {
    if ('slot' in done && done.slot >= slots)
      return refusal('NO_SUCH_SLOT', 'slot', String(done.slot), `0 to ${slots - 1}`);
    if (board !== undefined) {
      board.act(done);
      return undefined;
    }
    if (done.act !== 'door' && done.act !== 'miss')
      return refusal('POWER_OFF', done.act, 'power off', 'power on first');
    cabinet = actUpon(cabinet, done);
    tell(done.act === 'door' ? { ev: 'door', open: done.open } : { ev: 'miss', slot: done.slot });
    return undefined;
  }

  wire.on('data', (bytes) => board?.receive(noise.pass(bytes)));
  power(true);
  return {
    card: (scheme, id, entry) => act({ act: 'card', scheme, id, entry }),
    select: (slot) => act({ act: 'select', slot }),
    door: (open) => act({ act: 'door', open }),
    jam: (slot) => act({ act: 'jam', slot }),
    clear: (slot) => act({ act: 'clear', slot }),
    miss: (slot) => act({ act: 'miss', slot }),
    tamper: (kind) => act({ act: 'tamper', kind }),
    claim: () => act({ act: 'claim' }),
    power,
    noise(probability) {
      noise.level = probability;
      tell({ ev: 'noise', probability });
    },
    status: () => ({
      power: powered,
      doorOpen: (board?.state.cabinet ?? cabinet).doorOpen,
      locked: board?.state.locked ?? false,
      vendRunning: board?.state.running !== undefined,
      eventsOpen: board?.eventsOpen ?? 0,
      line: board?.line,
      noise: noise.level,
      memory,
    }),
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function refusal(code: ActRefusal['code'], key: string, value: string, allowed: string): ActRefusal {
  return { code, key, value, allowed };
}
