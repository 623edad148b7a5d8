import { type Clock, type Timer, wallClock } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { depot, driveMs, nextStop, visitMs } from '../city/restocker.ts';
import type { Site } from '../city/sites.ts';
import type { Counts } from './counts.ts';
import type { DemoMachine } from './machine.ts';
import type { Office } from './office.ts';
import { fillingsFor, standingOf } from './stock.ts';

/** Where nothing is to be done the restocker looks at the page again after this, in ms of the city's time. */
const lookAgainMs = 5 * 60_000;
/** A machine has this long to take the counts that were sent; wall ms, for they go over a real network. */
const takeWaitMs = 10_000;

/** A restocker with a van: to the emptiest machine, fills it, clears its jams, and on to the next. */
export interface Van {
  start(): void;
  stop(): Promise<void>;
}

/** Drives on the city's clock among the machines that `machines` gives. */
export function createVan(options: {
  readonly clock: Clock;
  readonly office: Office;
  readonly machines: () => readonly DemoMachine[];
  /** The sites that some van is on its way to; shared among all of them. */
  readonly taken: Set<Site>;
  readonly counts: Counts;
  readonly say: (line: string) => void;
}): Van {
  const { clock, office, machines, taken, counts, say } = options;
  const stopping = Promise.withResolvers<void>();
  let stopped = false;
  let round: Promise<void> = Promise.resolve();

  /** Resolves after the time, or when the day ends. */
  async function pass(ms: number, by: Clock = clock): Promise<void> {
    let timer: Timer | undefined;
    const over = new Promise<void>((resolve) => {
      timer = by.after(ms, resolve);
    });
    await Promise.race([over, stopping.promise]);
    timer?.cancel();
  }

  async function work(): Promise<void> {
    let van: { readonly lat: number; readonly lon: number } = depot;
    while (!stopped) {
      const fleet = machines().filter(({ site }) => !taken.has(site));
      const goal = nextStop(van, await Promise.all(fleet.map(standingOf)));
      const machine = fleet.find(({ site }) => site === goal?.site);
      if (machine === undefined) {
        await pass(lookAgainMs);
        continue;
      }
      const { site } = machine;
      taken.add(site);
      await pass(driveMs(van, site));
      van = site;
      if (!stopped) await visit(machine).catch((error) => say(`${site.name}: ${messageOf(error)}`));
      taken.delete(site);
    }
  }

  async function visit(machine: DemoMachine): Promise<void> {
    machine.door(true);
    try {
      // Nothing is vended behind an open door: what is counted while filling is still true at its closing.
      await Promise.all([pass(visitMs), fill(machine)]);
      counts.restocks++;
    } finally {
      // Closing it is also what clears a jam (serial.md, VEND).
      machine.door(false);
    }
  }

  async function fill(machine: DemoMachine): Promise<void> {
    const fillings = await fillingsFor(machine, await office.planOf(machine));
    if (fillings.length === 0) return;
    const all = heard(machine, fillings.length);
    await office.report(machine, fillings);
    await Promise.race([all, pass(takeWaitMs, wallClock())]);
  }

  return {
    start() {
      round = work().catch((error) => say(`the van stands still: ${messageOf(error)}`));
    },
    async stop() {
      stopped = true;
      stopping.resolve();
      await round;
    },
  };
}

/** Resolves when the dispenser has taken so many new counts. */
function heard(machine: DemoMachine, count: number): Promise<void> {
  return new Promise((resolve) => {
    let left = count;
    const end = machine.on((happening) => {
      if (happening.ev !== 'stock') return;
      left--;
      if (left > 0) return;
      end();
      resolve();
    });
  });
}
