import type { Clock, Timer } from '../../protocol/base/clock.ts';
import type { Scheme } from '../../protocol/serial/constants.ts';
import type { Arrival } from '../city/arrivals.ts';
import { type Card, cardOf } from '../city/cards.ts';
import type { Visit } from '../city/citizens.ts';
import type { Random } from '../random.ts';
import type { Counts } from './counts.ts';
import type { DemoMachine } from './machine.ts';
import { createTurns, type Turns } from './turns.ts';

/** The citizens of the city, on their way to the machines that stand by now. */
export interface Crowd {
  /** A machine stands in its place from now on. */
  meet(machine: DemoMachine): void;
  start(): void;
  /** Nobody comes any more, and who waits goes home. */
  stop(): void;
  /** Visits that wait before machines. */
  waiting(): number;
}

/** Sends who arrives to the machine of their site. */
export function createCrowd(options: {
  readonly clock: Clock;
  readonly wall: Clock;
  readonly random: Random;
  /** Of the cards, which are the same in every run. */
  readonly seed: number;
  /** What kinds of card people have. */
  readonly schemes: readonly Scheme[];
  readonly arrivals: { next(): Arrival };
  readonly citizens: { next(): Visit };
  /** Of those who have no card. */
  readonly vouchers: { next(): Card | undefined };
  readonly counts: Counts;
}): Crowd {
  const { clock, wall, random, seed, schemes, arrivals, citizens, vouchers, counts } = options;
  const places = new Map<string, Turns>();
  let timer: Timer | undefined;
  let isFirst = true;

  function visit(turns: Turns): void {
    const voucher = vouchers.next();
    const cards = voucher
      ? [voucher]
      : citizens.next().citizens.map((citizen) => cardOf(seed, citizen, schemes));
    if (!turns.come(cards)) counts.left++;
  }

  function schedule({ atMs, site }: Arrival): void {
    timer = clock.after(atMs - clock.now(), () => {
      const turns = places.get(site.id);
      // Where no machine stands yet, people go on to their train.
      if (turns !== undefined) visit(turns);
      schedule(arrivals.next());
    });
  }

  return {
    meet(machine) {
      const turns: Turns = createTurns({
        ...{ machine, clock, wall, random },
        onServing() {
          // Somebody has been waiting for the first machine of the day to open.
          if (isFirst) visit(turns);
          isFirst = false;
        },
      });
      places.set(machine.site.id, turns);
    },
    start: () => schedule(arrivals.next()),
    stop() {
      timer?.cancel();
      for (const turns of places.values()) turns.stop();
    },
    waiting: () => [...places.values()].reduce((sum, turns) => sum + turns.waiting, 0),
  };
}
