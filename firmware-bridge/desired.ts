import { messageOf } from '../protocol/base/errors.ts';
import type { Desired } from '../protocol/mqtt/messages/desired.ts';
import type { Diary } from './journal/diary.ts';
import type { Log } from './log.ts';
import type { Driver } from './serial/driver.ts';
import type { Session } from './session/shell.ts';
import type { StateStore } from './store/state.ts';

/** A slot waits this long for the visit that is going on; the next occasion tries again. */
export const applyWaitMs = 60_000;

export interface DesiredDeps {
  readonly store: StateStore['desired'];
  /** What the last start knew. */
  readonly stored: Desired | undefined;
  readonly driver: Driver;
  readonly diary: Diary;
  readonly session: () => Session;
  readonly log: Log;
  /** A new version is stored and counts from now on. */
  readonly onChanged: () => void;
}

export interface DesiredKeeper {
  current(): Desired | undefined;
  codeOf(product: string): number | undefined;
  productOf(code: number): string | undefined;
  take(desired: Desired): void;
  /** Tells the dispenser what its slots hold, where it says otherwise (mqtt.md, desired.slots). */
  apply(): void;
}

/** Keeps what the centre wants of this machine, and brings the dispenser in line with it. */
export function createDesiredKeeper(deps: DesiredDeps): DesiredKeeper {
  const { driver, diary, log } = deps;
  let current = deps.stored;
  let toldLacking = '';
  let chain: Promise<void> = Promise.resolve();

  async function accept(desired: Desired): Promise<void> {
    if (desired.version === current?.version) return;
    await deps.store.write(desired);
    current = desired;
    log.info({ version: desired.version }, 'a new desired version applies');
    deps.onChanged();
    await applySlots();
  }

  /** One line for slots that stay away, not one for each occasion. The server sees them missing in `state`. */
  function tellLacking(): void {
    const { ready, slots } = driver.picture();
    if (!ready) return;
    const lacking = (current?.slots ?? [])
      .map(({ slot }) => slot)
      .filter((slot) => slots[slot] === undefined);
    const line = lacking.join(', ');
    if (line !== '' && line !== toldLacking)
      log.error({ code: 'SLOT_LACKING', slots: lacking }, 'desired names slots that the dispenser lacks');
    toldLacking = line;
  }

  async function applySlots(): Promise<void> {
    tellLacking();
    for (const { slot, product, capacity } of current?.slots ?? []) {
      const code = codeOf(product);
      const held = driver.picture().slots[slot];
      if (!driver.picture().ready || code === undefined || held === undefined) continue;
      if (held.product === code && held.capacity === capacity) continue;
      const isFree = await deps.session().whenIdle(applyWaitMs);
      if (!isFree || diary.history.open() !== undefined) return;
      const { stock } = await driver.refresh().then((picture) => picture.slots[slot] ?? held);
      await driver.setStock({ slot, product: code, stock, capacity });
      await diary.write({ type: 'stock.set', slot, product, before: stock, after: stock, capacity });
    }
  }

  function codeOf(product: string): number | undefined {
    return current?.products.find((one) => one.product === product)?.code;
  }

  function queue(job: () => Promise<void>): void {
    chain = chain.then(job).catch((error) => log.warn(`desired: ${messageOf(error)}`));
  }

  return {
    codeOf,
    current: () => current,
    productOf: (code) => current?.products.find((one) => one.code === code)?.product,
    take: (desired) => queue(() => accept(desired)),
    apply: () => queue(applySlots),
  };
}
