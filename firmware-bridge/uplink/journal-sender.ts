import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import type { JournalAck, Journal as JournalMessage } from '../../protocol/mqtt/messages/journal.ts';
import { maxJournalEntries, maxPayloadBytes } from '../../protocol/mqtt/topics.ts';
import type { EarlierEntries } from '../journal/earlier.ts';
import type { Journal } from '../journal/journal.ts';
import type { EntryName } from '../journal/segment.ts';
import type { Log } from '../log.ts';
import type { Stamps } from '../stamps.ts';

/** A message that was not acknowledged is sent again after this long (mqtt.md, journal). */
export const resendMs = 10_000;
/**
 * What the server knows is told right behind the subscription (mqtt.md, journal/ack), and waited for this long: a disk
 * that was restored must not send what has another content at the server. A server that knows nothing tells nothing.
 */
export const firstAckWaitMs = 1_000;
/**
 * Where a server has acknowledged something before, it will tell, over a slow network too. What is sent before that would
 * hide from a server that was restored from a backup that it has forgotten an epoch's end.
 */
export const knownAckWaitMs = 10_000;
/** Kept free in a message for what stands around the entries. */
export const envelopeBytes = 1_024;
/** A record on disk is at least as long as its entry in a message: 9 bytes of CRC against a comma. */
export const maxBatchBytes = maxPayloadBytes - envelopeBytes;

export interface JournalSenderDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Journal;
  readonly stamps: Stamps;
  readonly publish: (message: JournalMessage) => Promise<void>;
  /** After each ack of this epoch. */
  readonly onAcked: () => void;
  /** The epoch changed. */
  readonly onEpoch: () => void;
}

export interface JournalSender {
  /** Connected and subscribed: nothing of an older connection is waited for. */
  online(): void;
  offline(): void;
  /** There may be a new entry. */
  wake(): void;
  takeAck(ack: JournalAck): void;
  /** Resolves when everything is acknowledged, when nothing can be sent, or after `maxMs`. */
  whenDrained(maxMs: number): Promise<void>;
  /** Starts a new epoch and sends what was carried over. */
  newEpoch(): Promise<void>;
}

/** Sends the journal: one message in flight, from the entry behind the last acknowledged one (mqtt.md, journal). */
export function createJournalSender(deps: JournalSenderDeps): JournalSender {
  const { clock, log, journal, stamps } = deps;
  let isOnline = false;
  let timer: Timer | undefined;
  /** Counts sends; a read that comes back to find a newer one is dropped. */
  let sending = 0;
  let inFlight = false;
  /** An ack came since the subscription. */
  let heardAck = false;
  /** Connected, and the server has not told yet what it knows. */
  let awaitsFirst = false;
  /**
   * Whether what this disk says has been answered to its end since this start, or a server never heard of it: it is not
   * one that was put back.
   */
  let isProven = !journal.wasHeard();
  let renewing = false;
  /** The last seq of this epoch that was sent on this connection. */
  let told = 0;
  /**
   * How far the server is in an epoch before this one: it was restored from a backup, and is told first what it forgot
   * of the epochs since (mqtt.md: acknowledged entries are kept for that).
   */
  let behind: EntryName | undefined;
  /** Those who wait for everything to be acknowledged. */
  const farewells = new Set<() => void>();

  const isDrained = () => journal.state().acked >= journal.state().lastSeq;

  function tellDrained(): void {
    if (!isOnline || isDrained()) for (const tell of [...farewells]) tell();
  }

  function stopWaiting(): void {
    timer?.cancel();
    timer = undefined;
    inFlight = false;
    awaitsFirst = false;
    sending++;
  }

  async function send(): Promise<void> {
    const mine = ++sending;
    const { epoch, acked, lastSeq } = journal.state();
    if (!isOnline || renewing || (behind === undefined && acked >= lastSeq)) return;
    inFlight = true;
    timer = clock.after(resendMs, again);
    try {
      const earlier = behind && (await journal.earlier(behind, maxJournalEntries, maxBatchBytes));
      if (mine !== sending) return;
      if (earlier !== undefined) return await tell(earlier);
      if (behind !== undefined) {
        behind = undefined;
        return again();
      }
      const from = Math.max(acked + 1, journal.state().oldest);
      const entries = await journal.read(from, maxJournalEntries, maxBatchBytes);
      if (mine !== sending || entries.length === 0) return;
      told = Math.max(told, entries.at(-1)?.seq ?? 0);
      await tell({ epoch, oldest: journal.state().oldest, entries });
    } catch (error) {
      // The timer sends it again; a lost connection starts over anyway.
      if (mine === sending && isOnline) log.warn(`journal not sent: ${messageOf(error)}`);
    }
  }

  async function tell({ epoch, oldest, entries }: EarlierEntries): Promise<void> {
    const { at, boot, uptimeMs } = stamps.stamp();
    await deps.publish({ epoch, oldest, sent: { at, boot, uptimeMs }, entries: [...entries] });
  }

  function again(): void {
    stopWaiting();
    void send();
  }

  async function newEpoch(): Promise<void> {
    stopWaiting();
    renewing = true;
    try {
      await journal.newEpoch();
      told = 0;
    } finally {
      renewing = false;
    }
    log.warn('the journal goes on in a new epoch');
    deps.onEpoch();
    if (!inFlight) void send();
  }

  return {
    newEpoch,
    online() {
      isOnline = true;
      if (heardAck) return again();
      stopWaiting();
      inFlight = true;
      awaitsFirst = true;
      timer = clock.after(journal.wasHeard() ? knownAckWaitMs : firstAckWaitMs, again);
    },
    offline() {
      isOnline = false;
      heardAck = false;
      // What was under way may never have come: the next word of the server is no answer to it.
      told = 0;
      behind = undefined;
      stopWaiting();
      tellDrained();
    },
    whenDrained(maxMs) {
      if (!isOnline || isDrained()) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          farewells.delete(done);
          patience.cancel();
          resolve();
        };
        const patience = clock.after(maxMs, done);
        farewells.add(done);
      });
    },
    wake() {
      if (!inFlight) void send();
    },
    takeAck({ epoch, seq }) {
      const isFirst = awaitsFirst;
      // Told behind the subscription, only late, or the answer to what was sent meanwhile: that one reaches to the end of it.
      const isFirstWord = !heardAck;
      const isAnswer = heardAck || isProven || seq >= told;
      heardAck = true;
      const state = journal.state();
      // A damaged journal does not know its own end: an operator orders the new epoch.
      if (renewing) return;
      if (journal.fault() !== undefined) {
        if (isFirst) again();
        return;
      }
      if (epoch !== state.epoch) {
        // A server whose newest epoch is another one knows nothing of this one, whatever it acknowledged once; its word
        // counts however late it comes.
        if (isFirstWord) journal.acked(0);
        // It says so of earlier ones too: what it forgot of them is told before anything else. The same word again is
        // the answer to what is on its way, and paces nothing.
        // An epoch of another disk has nothing to be told of, and must not stand in the way of one that has. A server whose
        // newest epoch it is has heard nothing of this disk, or forgot it: it is told all that is kept.
        const isSaid = behind?.epoch === epoch && behind.seq === seq;
        if (journal.holds(epoch) && !isSaid) behind = { epoch, seq };
        else if (isFirstWord) behind ??= journal.start();
        else return;
        again();
        return;
      }
      if (seq > state.lastSeq) {
        // The server knows more than this disk: it was restored or copied (mqtt.md, journal).
        newEpoch().catch((error) => log.error(`no new epoch: ${messageOf(error)}`));
        return;
      }
      // It has forgotten this whole epoch, and so perhaps more of those before it: all that is kept goes before this one.
      if (seq === 0 && state.acked > 0) behind = journal.start();
      // Believed as far as it answers what this connection has told: a disk that was put back and went on by itself uses
      // names again, and only a server that is sent them can see that they have another content (mqtt.md, journal).
      const believed = Math.min(seq, isAnswer ? Math.max(told, state.acked) : state.acked);
      if (told > 0 && seq >= told) isProven = true;
      const moved = believed !== state.acked;
      if (moved) journal.acked(believed);
      deps.onAcked();
      tellDrained();
      // An ack that says nothing new paces nothing: the resend timer does, or a refused run would be sent in a loop.
      if (moved || isFirst) again();
    },
  };
}
