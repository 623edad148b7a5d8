import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import type { Log } from '../log.ts';
import type { Driver } from '../serial/driver.ts';
import type { VendBook } from './vend-book.ts';
import type { Vendor } from './vendor.ts';

/** An open vend that no event ends is asked about this often, and so are the counters. */
export const openVendCheckMs = 15_000;

export interface SettlerDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly driver: Pick<Driver, 'lastVend' | 'refresh' | 'picture'>;
  readonly book: VendBook;
  readonly quiet: Vendor['quiet'];
}

export interface Settler {
  start(): void;
  stop(): void;
  /** Settles what is open, as far as the dispenser can tell. @throws LINE_DOWN, or what the journal throws. */
  settle(): Promise<void>;
}

/** Asks the dispenser what became of an open vend: at each bring-up, and again while one stays open. */
export function createSettler({ clock, log, driver, book, quiet }: SettlerDeps): Settler {
  let timer: Timer | undefined;

  async function settle(): Promise<void> {
    // A VEND that is on its way would make any answer old.
    await quiet();
    const open = book.open();
    if (open === undefined) return book.settle(undefined);
    // LAST_VEND before STATUS: a vend that is done there has its counter here.
    const isThere = open.slot < driver.picture().slots.length;
    const last = isThere ? await driver.lastVend(open.slot) : undefined;
    await driver.refresh();
    await book.settle({ txn: open.txn, last });
  }

  function check(): void {
    timer = clock.after(openVendCheckMs, check);
    if (!driver.picture().ready) return;
    // Without an open vend this writes counters that moved by another hand (mqtt.md, dispenser).
    settle().catch((error) => log.warn(`open vend or counters: ${messageOf(error)}`));
  }

  return {
    settle,
    start() {
      timer = clock.after(openVendCheckMs, check);
    },
    stop() {
      timer?.cancel();
    },
  };
}
