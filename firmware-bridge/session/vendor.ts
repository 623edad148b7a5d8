import type { Clock } from '../../protocol/base/clock.ts';
import { CodedError, messageOf } from '../../protocol/base/errors.ts';
import { cardName, normaliseCard } from '../../protocol/identity/card.ts';
import type { SealedCard } from '../../protocol/mqtt/entries.ts';
import type { Authorize, PresentedCard } from '../../protocol/mqtt/messages/authorize.ts';
import type { Desired } from '../../protocol/mqtt/messages/desired.ts';
import type { Log } from '../log.ts';
import type { Offline } from '../offline/offline.ts';
import type { Seal } from '../seal/box.ts';
import type { Driver } from '../serial/driver.ts';
import type { Stamps } from '../stamps.ts';
import { type OfflineAnswer, type Plan, type SessionEffect, type VendAnswer, vendDelayMs } from './states.ts';
import type { VendBook } from './vend-book.ts';

export interface VendorDeps {
  /** The line's own: the 10 s of a VEND are counted on it. */
  readonly clock: Clock;
  readonly log: Log;
  readonly stamps: Stamps;
  readonly driver: Pick<Driver, 'vend' | 'picture'>;
  readonly book: VendBook;
  readonly offline: Offline;
  readonly seal: Seal;
  readonly desired: () => Desired | undefined;
  readonly epoch: () => string;
  readonly publish: (authorize: Authorize) => void;
  /** A grant may exist at the server that this machine will not begin (mqtt.md, mark). */
  readonly onNotBegun: () => void;
  /** A decision did not come in time. */
  readonly onUnanswered: () => void;
}

type AuthorizeEffect = Extract<SessionEffect, { type: 'authorize' }>;

/** What a session has done in the world: asking, announcing and vending. */
export interface Vendor {
  authorize(effect: AuthorizeEffect): void;
  cancel(txn: string, reason: string): void;
  askOffline(plan: Plan): Promise<OfflineAnswer>;
  /** Resolves true once `vend.started` is on disk, false where it can't be: then nothing is vended. */
  start(plan: Plan): Promise<boolean>;
  vend(plan: Plan): Promise<VendAnswer>;
  /** Resolves when no VEND is about to be sent or waits for its verdict: only then LAST_VEND tells the whole truth. */
  quiet(): Promise<void>;
}

/** Codes with which a VEND surely dispensed nothing. */
const neverVended = ['SENT_TOO_LATE', 'LINK_QUEUE_FULL', 'NAK_UNKNOWN_KIND', 'NAK_BAD_PAYLOAD', 'NAK_BUSY'];

/** The hands of the session: journal, offline counts, line and uplink behind its effects (mqtt.md, authorize and journal). */
export function createVendor(deps: VendorDeps): Vendor {
  const { clock, log, stamps, driver, book, offline } = deps;
  let startedMs = 0;
  /** Whether what was asked last is cancelled in the journal, and the cut-off period begun. */
  let cancelled: Promise<boolean> = Promise.resolve(true);
  /** Vends from before `vend.started` until the verdict, each with what ends it: see {@link Vendor.quiet}. */
  const sending = new Map<string, { readonly done: Promise<void>; readonly release: () => void }>();

  function takeLine(txn: string): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    sending.set(txn, { done: promise, release: resolve });
  }

  function releaseLine(txn: string): void {
    sending.get(txn)?.release();
    sending.delete(txn);
  }

  function namesOf(cards: readonly PresentedCard[]): readonly (string | undefined)[] {
    return cards.map(({ scheme, id }) => {
      const normal = normaliseCard(scheme, id);
      return normal === undefined ? undefined : cardName(scheme, normal);
    });
  }

  function sealed(plan: Plan): readonly SealedCard[] | undefined {
    const key = deps.desired()?.sealKey;
    const boxes: SealedCard[] = [];
    for (const [index, name] of namesOf(plan.cards).entries()) {
      const qty = plan.charges[index] ?? 0;
      if (qty === 0) continue;
      if (key === undefined || name === undefined) return undefined;
      boxes.push({ key: key.key, box: deps.seal(name, key.publicKey), qty });
    }
    return boxes;
  }

  async function write(plan: Plan): Promise<boolean> {
    const { txn, slot, product, qty, authority, pieces, charges } = plan;
    const held = driver.picture().slots[slot];
    // The very moment counts: `vend.started` is stamped here, within the grant's life.
    const cards = sealed(plan);
    if (held === undefined || cards === undefined) {
      await book.cancel(txn, held === undefined ? 'no-such-slot' : 'card-not-sealed');
      return false;
    }
    const { vendCounter } = held;
    startedMs = clock.monotonic();
    if (authority === 'offline') {
      const names = namesOf(plan.cards).map((name) => name ?? '');
      await offline.start(txn, names, charges, pieces);
    }
    const cutOff = authority === 'offline' ? offline.period() : undefined;
    await book.start({ txn, slot, product, requested: qty, vendCounter, authority }, cards, cutOff);
    return true;
  }

  async function cancel(txn: string, reason: string): Promise<void> {
    const entry = await book.cancel(txn, reason);
    if (reason === 'no-decision') await offline.begin(entry);
  }

  return {
    quiet: async () => {
      await Promise.all([...sending.values()].map(({ done }) => done));
    },
    authorize({ txn, cards, slot, product, qty }) {
      const { at, boot, uptimeMs } = stamps.stamp();
      deps.publish({ txn, cards: [...cards], slot, product, qty, at, epoch: deps.epoch(), boot, uptimeMs });
    },
    cancel(txn, reason) {
      deps.onNotBegun();
      if (reason === 'no-decision') deps.onUnanswered();
      cancelled = cancel(txn, reason).then(
        () => true,
        (error) => {
          log.error(`a vend that was asked could not be cancelled: ${messageOf(error)}`);
          return false;
        },
      );
    },
    async askOffline(plan) {
      // The cancellation of what was asked stands in the journal before anything new begins (mqtt.md, authorize).
      if (!(await cancelled)) return { kind: 'refuse', shown: 'offlineRefused' };
      const names = namesOf(plan.cards);
      const known = names.filter((name) => name !== undefined);
      const rule = deps.desired()?.offline;
      if (rule === undefined) return { kind: 'refuse', shown: 'offlineRefused' };
      if (known.length < names.length) return { kind: 'refuse', shown: 'bad-id' };
      return offline.decide(rule, known, plan.pieces);
    },
    async start(plan) {
      takeLine(plan.txn);
      try {
        const ok = await write(plan);
        if (!ok) releaseLine(plan.txn);
        return ok;
      } catch (error) {
        log.error(`the vend was not begun: ${messageOf(error)}`);
        deps.onNotBegun();
        await offline.end(plan.txn, 0).catch(() => {});
        releaseLine(plan.txn);
        return false;
      }
    },
    async vend({ txn, slot, qty }) {
      try {
        if (!driver.picture().ready) return { kind: 'notSent', reason: 'line-down' };
        const answer = await driver.vend({ txn, slot, qty }, { sendBefore: startedMs + vendDelayMs });
        return answer.txn === txn ? { kind: 'verdict', verdict: answer.verdict } : { kind: 'silence' };
      } catch (error) {
        const code = error instanceof CodedError ? error.code : '';
        return neverVended.includes(code)
          ? { kind: 'notSent', reason: code.toLowerCase().replaceAll('_', '-') }
          : { kind: 'silence' };
      } finally {
        releaseLine(txn);
      }
    },
  };
}
