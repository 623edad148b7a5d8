/** The journal, in memory, and what mqtt.md's "journal" says about sending it. */
import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Json } from './wire.ts';

const RESEND_MS = 10_000;
const MAX_ENTRIES = 100;
/** mqtt.md: payloads are "at most 64 KiB"; the rest is for the envelope. */
const MAX_ENTRY_BYTES = 64 * 1024 - 1024;

interface Entry {
  seq: number;
  body: Json;
}

export interface JournalState {
  epoch: string;
  lastSeq: number;
  acked: number;
  oldest: number;
}

export class Journal {
  /** Hands a message to the broker; false: not connected. */
  private readonly publish: (message: Json) => boolean;
  private readonly onAcked: (seq: number, drained: boolean) => void;
  private readonly clock: Clock;
  private epoch: string = randomUUID();
  private entries: Entry[] = [];
  private acked = 0;
  private resendTimer: NodeJS.Timeout | undefined;

  constructor(clock: Clock, publish: (message: Json) => boolean, onAcked: Journal['onAcked']) {
    this.clock = clock;
    this.publish = publish;
    this.onAcked = onAcked;
  }

  get state(): JournalState {
    return { epoch: this.epoch, lastSeq: this.entries.length, acked: this.acked, oldest: 1 };
  }

  /** Returns the entry's seq. */
  append(type: string, fields: Json): number {
    const seq = this.entries.length + 1;
    // "synced says whether the wall clock had been set since that boot": this machine's always is.
    this.entries.push({ seq, body: { ...this.clock.stamp(), synced: true, type, ...fields } });
    this.resume();
    return seq;
  }

  /** Connected: goes on after the last ack, unless an entry of just now set out already. */
  resume(): void {
    if (this.resendTimer === undefined) this.send();
  }

  /** The connection ended: what was in flight on it is not waited for. */
  pause(): void {
    clearTimeout(this.resendTimer);
    this.resendTimer = undefined;
  }

  acknowledge(epoch: string, seq: number): void {
    // A server may still answer for an epoch of an earlier run.
    if (epoch !== this.epoch) return;
    if (seq > this.entries.length) {
      this.startNewEpoch();
      return;
    }
    // Without progress (a repeat at subscription, a quarantine) the resend timer paces what follows; after
    // progress, or a fall (a server restored from a backup), "the bridge goes on from there".
    if (seq === this.acked) return;
    this.acked = seq;
    this.pause();
    this.onAcked(seq, seq === this.entries.length);
    this.resume();
  }

  /** "new-epoch … carries unacknowledged entries over"; each keeps its first name in `from`. */
  startNewEpoch(): void {
    this.pause();
    const carried = this.entries.filter((entry) => entry.seq > this.acked);
    this.entries = carried.map(({ seq, body }, index) => ({
      seq: index + 1,
      body: { from: { epoch: this.epoch, seq }, ...body },
    }));
    this.epoch = randomUUID();
    this.acked = 0;
    this.send();
  }

  /** "one message in flight, sent again after 10 s" */
  private send(): void {
    this.pause();
    const entries = this.nextEntries();
    if (entries.length === 0) return;
    const sent = this.clock.stamp();
    if (!this.publish({ epoch: this.epoch, oldest: 1, sent, entries })) return;
    this.resendTimer = setTimeout(() => this.send(), RESEND_MS);
  }

  private nextEntries(): Json[] {
    const batch: Json[] = [];
    let bytes = 0;
    for (const { seq, body } of this.entries.slice(this.acked, this.acked + MAX_ENTRIES)) {
      const entry = { seq, ...body };
      bytes += Buffer.byteLength(JSON.stringify(entry)) + 1;
      if (bytes > MAX_ENTRY_BYTES) break;
      batch.push(entry);
    }
    return batch;
  }
}
