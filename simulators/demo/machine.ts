import type { Card } from '../city/cards.ts';
import type { Site } from '../city/sites.ts';
import type { Happening } from '../dispenser/happenings.ts';
import type { Memory } from '../dispenser/memory.ts';

/** A machine of the demo, and what people do to it: the same wherever its dispenser and bridge run. */
export interface DemoMachine {
  readonly site: Site;
  /** Where its bridge keeps what it remembers. */
  readonly bridgeDir: string;
  card(card: Card): void;
  select(slot: number): void;
  door(open: boolean): void;
  jam(slot: number): void;
  /** Somebody says that nothing came out of the last vend. */
  claim(): void;
  /** What the dispenser's own memory holds now: the truth about its stock. */
  memory(): Promise<Memory>;
  /** Calls `listener` with all that happens from now on; the result ends that. */
  on(listener: (happening: Happening) => void): () => void;
  stop(): Promise<void>;
}

/** What a machine is made from. */
export interface MachineOptions {
  readonly site: Site;
  readonly token: string;
  readonly folder: string;
  readonly mqttUrl: string;
  readonly seed: number;
  readonly slots: number;
  /** Items in each slot while the dispenser is new. */
  readonly stock: number;
}

/** How long an item takes to fall, in ms of the city's time. */
export const vendMs = 900;
/** On the displays. */
export const timeZone = 'Europe/Istanbul';
