import type { DispenserEvent, EventName } from '../../protocol/serial/catalogue.ts';
import { eventRepeatMs } from '../../protocol/serial/constants.ts';

/** Events that wait behind the outstanding one (serial.md, Events). */
export const maxWaitingEvents = 16;
/** After this long a card or a pressed button means nothing any more (serial.md, Events). */
export const perishMs = 2_000;

const perishable: ReadonlySet<EventName> = new Set(['card', 'select']);

interface Waiting {
  readonly event: DispenserEvent;
  /** When it is dropped, sent or not; undefined: never. */
  readonly perishesAt: number | undefined;
}

/** The events of one boot: one outstanding, the others behind it. Times in ms of the monotonic clock. */
export interface EventQueue {
  /** Of the outstanding event, or of the next one. */
  readonly seq: number;
  readonly outstanding: (Waiting & { readonly sentAt: number }) | undefined;
  readonly waiting: readonly Waiting[];
}

export type QueueInput =
  | { readonly on: 'raise'; readonly event: DispenserEvent }
  /** An ACK or a NAK: either ends the event of that seq. */
  | { readonly on: 'answered'; readonly seq: number }
  | { readonly on: 'time' };

/** An event that is gone, and why. */
export interface EventEnd {
  readonly event: DispenserEvent;
  readonly how: 'answered' | 'expired' | 'crowded-out';
}

export interface QueueStep {
  readonly queue: EventQueue;
  /** To be put on the line now. */
  readonly send: { readonly event: DispenserEvent; readonly seq: number } | undefined;
  readonly ended: readonly EventEnd[];
}

/** BOOT is raised first of all, and being outstanding it keeps the others back until it is acknowledged. */
export const emptyQueue: EventQueue = { seq: 0, outstanding: undefined, waiting: [] };

/** The next queue, what to send, and which events ended. */
export function nextQueue(queue: EventQueue, input: QueueInput, now: number): QueueStep {
  const ended: EventEnd[] = [];
  let { seq, outstanding } = queue;
  let waiting = [...queue.waiting];

  if (input.on === 'answered' && outstanding !== undefined && input.seq === seq) {
    ended.push({ event: outstanding.event, how: 'answered' });
    outstanding = undefined;
    seq = (seq + 1) % 256;
  }
  if (input.on === 'raise') {
    const perishesAt = perishable.has(input.event.name) ? now + perishMs : undefined;
    waiting.push({ event: input.event, perishesAt });
  }

  const stale = ({ perishesAt }: Waiting) => perishesAt !== undefined && perishesAt <= now;
  if (outstanding !== undefined && stale(outstanding)) {
    ended.push({ event: outstanding.event, how: 'expired' });
    outstanding = undefined;
    seq = (seq + 1) % 256;
  }
  ended.push(...waiting.filter(stale).map(({ event }) => ({ event, how: 'expired' as const })));
  waiting = waiting.filter((one) => !stale(one));

  let send: QueueStep['send'];
  if (outstanding === undefined) {
    const first = waiting.shift();
    if (first !== undefined) {
      outstanding = { ...first, sentAt: now };
      send = { event: first.event, seq };
    }
  } else if (now - outstanding.sentAt >= eventRepeatMs) {
    outstanding = { ...outstanding, sentAt: now };
    send = { event: outstanding.event, seq };
  }
  while (waiting.length > maxWaitingEvents) {
    const oldest = waiting.shift();
    if (oldest !== undefined) ended.push({ event: oldest.event, how: 'crowded-out' });
  }
  return { queue: { seq, outstanding, waiting }, send, ended };
}

/** When `{ on: 'time' }` is due: a repeat or the end of a perishable event. */
export function wakeAt({ outstanding, waiting }: EventQueue): number | undefined {
  if (outstanding === undefined) return undefined;
  const ends = [outstanding, ...waiting].map(({ perishesAt }) => perishesAt ?? Number.POSITIVE_INFINITY);
  return Math.min(outstanding.sentAt + eventRepeatMs, ...ends);
}
