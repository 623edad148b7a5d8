/** The event queue of serial.md's "Events": one outstanding, repeated every 500 ms until ACK or NAK. */

import type { Frame } from './frame.ts';
import { EventKind, eventName } from './kinds.ts';
import type { Report } from './report.ts';

const REPEAT_MS = 500;
const MAX_WAITING = 16;
const PERISHABLE_MS = 2000;

interface QueuedEvent {
  kind: number;
  payload: Buffer;
  bornAt: number;
}

/** "CARD and SELECT are dropped after 2 s unsent or unacknowledged": counted from the citizen's act. */
function isStale(event: QueuedEvent): boolean {
  const perishable = event.kind === EventKind.card || event.kind === EventKind.select;
  return perishable && performance.now() - event.bornAt >= PERISHABLE_MS;
}

export class EventQueue {
  private readonly transmit: (frame: Frame) => void;
  private readonly report: Report;
  private waiting: QueuedEvent[] = [];
  private outstanding: QueuedEvent | undefined;
  private timer: NodeJS.Timeout | undefined;
  // A fresh queue is made at each boot, and BOOT enters it first: it gets seq 0, and, being the one
  // outstanding event, keeps the others back until it is acknowledged ("After a boot only BOOT is sent").
  private seq = 0;

  constructor(transmit: (frame: Frame) => void, report: Report) {
    this.transmit = transmit;
    this.report = report;
  }

  push(kind: number, payload: Buffer): void {
    this.waiting.push({ kind, payload, bornAt: performance.now() });
    this.dropStale();
    while (this.waiting.length > MAX_WAITING) this.reportEnd(this.waiting.shift(), 'dropped');
    if (this.outstanding === undefined) this.sendNext();
  }

  /** An ACK or NAK for another seq belongs to an event that ended already. */
  settle(seq: number, how: 'ack' | 'nak'): void {
    if (this.outstanding === undefined || seq !== this.seq) return;
    this.finishOutstanding(how);
  }

  stop(): void {
    clearInterval(this.timer);
    this.outstanding = undefined;
    this.waiting = [];
  }

  private sendNext(): void {
    this.dropStale();
    this.outstanding = this.waiting.shift();
    if (this.outstanding === undefined) return;
    this.sendOutstanding(this.outstanding);
    this.timer = setInterval(() => this.repeat(), REPEAT_MS);
  }

  private repeat(): void {
    if (this.outstanding === undefined) return;
    if (isStale(this.outstanding)) this.finishOutstanding('dropped');
    else this.sendOutstanding(this.outstanding);
  }

  private sendOutstanding(event: QueuedEvent): void {
    this.transmit({ kind: event.kind, seq: this.seq, payload: event.payload });
  }

  private finishOutstanding(how: 'ack' | 'nak' | 'dropped'): void {
    clearInterval(this.timer);
    this.reportEnd(this.outstanding, how);
    this.outstanding = undefined;
    this.seq = (this.seq + 1) % 256;
    this.sendNext();
  }

  private dropStale(): void {
    for (const event of this.waiting.filter(isStale)) this.reportEnd(event, 'dropped');
    this.waiting = this.waiting.filter((event) => !isStale(event));
  }

  private reportEnd(event: QueuedEvent | undefined, how: 'ack' | 'nak' | 'dropped'): void {
    if (event === undefined) return;
    const seq = event === this.outstanding ? { seq: this.seq } : {};
    this.report({ ev: 'event-end', kind: eventName(event.kind), ...seq, how });
  }
}
