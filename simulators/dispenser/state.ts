import type { DispenserEvent } from '../../protocol/serial/catalogue.ts';
import { statusFlag } from '../../protocol/serial/constants.ts';
import type { Frame } from '../../protocol/serial/frame.ts';
import type { Happening } from './happenings.ts';
import type { Memory } from './memory.ts';

/** What is true of the cabinet whether or not its controller has power. */
export interface Cabinet {
  readonly doorOpen: boolean;
  /** Slots whose next item the drop sensor will not see. */
  readonly blind: readonly number[];
}

/** The vend that runs: one a machine at a time (serial.md, VEND verdict 2). */
export interface Running {
  readonly slot: number;
  /** The item of this turn went past the drop sensor; the motor still goes back to its rest. */
  readonly fallen: boolean;
}

/** A controller between its boot and its end. */
export interface ControllerState {
  readonly memory: Memory;
  readonly cabinet: Cabinet;
  readonly locked: boolean;
  readonly tampered: boolean;
  readonly running: Running | undefined;
  /** The txn accepted last since the boot; a CLAIM after a boot names none (serial.md, CLAIM: zero, unknown). */
  readonly latestTxn: string;
}

/** What a controller wants done, in this order. */
export type Effect =
  /** Write the state's memory; durable before the next effect. */
  | { readonly do: 'store' }
  | { readonly do: 'answer'; readonly frame: Frame }
  | { readonly do: 'raise'; readonly event: DispenserEvent }
  /** Let the motor turn for one item: `fell`, then `home` follow as inputs. */
  | { readonly do: 'turn' }
  | { readonly do: 'halt' }
  | { readonly do: 'reboot' }
  | { readonly do: 'show'; readonly seconds: number }
  | { readonly do: 'tell'; readonly happening: Happening };

/** A new state and what is to be done on the way to it. */
export interface Step {
  readonly state: ControllerState;
  readonly effects: readonly Effect[];
}

/** STATUS `flags` (serial.md). The simulated machine has no battery. */
export function flagsOf({ memory, cabinet, locked, tampered, running }: ControllerState): number {
  return (
    (cabinet.doorOpen ? statusFlag.doorOpen : 0) |
    (locked ? statusFlag.locked : 0) |
    (memory.slots.some(({ jammed }) => jammed) ? statusFlag.jam : 0) |
    (tampered ? statusFlag.tamper : 0) |
    (running === undefined ? 0 : statusFlag.vendRunning)
  );
}
