import type { SealedCard } from '../../protocol/mqtt/entries.ts';
import type { EventOf } from '../../protocol/serial/catalogue.ts';
import { bridgeError } from '../errors.ts';
import type { Diary } from '../journal/diary.ts';
import type { EntryName } from '../journal/segment.ts';
import type { LastVend, Picture } from '../serial/picture.ts';
import { type OpenVend, settleVend } from './settle.ts';

/** What an ended vend tells the others: the session, the offline counts, a waiting test vend. */
export type EndedVend =
  | {
      readonly kind: 'completed';
      readonly vend: OpenVend;
      readonly dispensed: number;
      readonly fault: number;
    }
  | { readonly kind: 'cancelled'; readonly vend: OpenVend };

export interface VendBook {
  open(): OpenVend | undefined;
  /** Resolves when `vend.started` is on disk; only then may VEND be sent. @throws what the journal throws. */
  start(
    vend: Omit<OpenVend, 'serialNo'>,
    cards: readonly SealedCard[],
    cutOff: EntryName | undefined,
  ): Promise<void>;
  /** `vend.cancelled`, of a vend that was started or of one that was only asked. */
  cancel(txn: string, reason: string): Promise<{ epoch: string; seq: number }>;
  /**
   * Settles an open vend by what LAST_VEND said of its slot, then writes `dispenser` where counters or serial number
   * differ. What was read for one vend is never used for another that began meanwhile.
   */
  settle(read: { txn: string; last: LastVend | undefined } | undefined): Promise<void>;
  /** Rejects while it can't be journaled; its ACK waits for this. */
  onVendResult(event: EventOf<'vendResult'>): Promise<void>;
}

export interface VendBookDeps {
  readonly diary: Diary;
  /** The live picture: what is judged is always the newest that the dispenser said. */
  readonly picture: () => Picture;
  readonly onEnded: (ended: EndedVend) => void;
}

/** The one place where vends begin and end in the journal (mqtt.md, journal). */
export function createVendBook({ diary, picture: now, onEnded }: VendBookDeps): VendBook {
  const { history, journal } = diary;
  /** Ends are judged one behind the other: a VEND_RESULT and a LAST_VEND may tell of the same vend at once. */
  let chain: Promise<unknown> = Promise.resolve();

  function inOrder<T>(job: () => Promise<T>): Promise<T> {
    const done = chain.then(job);
    chain = done.catch(() => {});
    return done;
  }

  async function complete(
    vend: OpenVend,
    end: { dispensed: number; fault: number; vendCounter: number; assumed: boolean },
  ): Promise<void> {
    const { txn, slot, product, requested } = vend;
    const { dispensed, fault, vendCounter, assumed } = end;
    await diary.write({
      type: 'vend.completed',
      txn,
      slot,
      product,
      requested,
      dispensed,
      fault,
      vendCounter,
      ...(assumed ? { assumed } : {}),
    });
    onEnded({ kind: 'completed', vend, dispensed, fault });
  }

  async function cancel(txn: string, reason: string): Promise<{ epoch: string; seq: number }> {
    const vend = history.open();
    const { seq } = await diary.write({ type: 'vend.cancelled', txn, reason });
    if (vend?.txn === txn) onEnded({ kind: 'cancelled', vend });
    return { epoch: journal.state().epoch, seq };
  }

  async function writeDispenser(picture: Picture): Promise<void> {
    const { serialNo, bootCount } = picture;
    const counters = picture.slots.map((slot) => slot.vendCounter);
    await diary.write({ type: 'dispenser', serialNo, bootCount, counters });
  }

  return {
    open: history.open,
    cancel: (txn, reason) => inOrder(() => cancel(txn, reason)),
    async start(vend, cards, cutOff) {
      const period = cutOff === undefined ? {} : { cutOff };
      await diary.write({ type: 'vend.started', ...vend, cards: [...cards], ...period }, { begins: true });
    },
    settle: (read) =>
      inOrder(async () => {
        const picture = now();
        const vend = history.open();
        if (vend !== undefined) {
          if (read?.txn !== vend.txn) return;
          const { last } = read;
          const counter = picture.slots[vend.slot]?.vendCounter ?? vend.vendCounter;
          const outcome = settleVend(vend, { serialNo: picture.serialNo, last, counter });
          if (outcome.kind === 'wait') return;
          if (outcome.kind === 'completed') await complete(vend, outcome);
          else await cancel(vend.txn, outcome.reason);
        }
        const counters = picture.slots.map((slot) => slot.vendCounter);
        if (!history.matches(picture.serialNo, counters)) await writeDispenser(picture);
      }),
    onVendResult: (event) =>
      inOrder(async () => {
        const picture = now();
        const { txn, dispensed, fault, vendCounter } = event;
        const known = history.vend(txn);
        if (known === undefined) {
          // Before the first HELLO nobody knows whose counters these are: the dispenser will say it again.
          if (picture.serialNo === '') throw bridgeError('LINE_DOWN', 'not brought up yet');
          await writeDispenser(picture);
          return;
        }
        const { ended } = known;
        // A second, different end is journaled too: the server takes the first and raises an alarm.
        if (ended === undefined || ended === 'cancelled' || ended.dispensed !== dispensed)
          await complete(known.open, { dispensed, fault, vendCounter, assumed: false });
      }),
  };
}
