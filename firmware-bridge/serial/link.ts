import type { Duplex } from 'node:stream';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import type { RequestName, RequestOf, ResponseOf } from '../../protocol/serial/catalogue.ts';
import { requests } from '../../protocol/serial/catalogue.ts';
import { nakCode, probeIntervalMs, requestTimeoutMs, requestTries } from '../../protocol/serial/constants.ts';
import { encodeFrame, type Frame } from '../../protocol/serial/frame.ts';
import { decodePayload, encodePayload, type Layout } from '../../protocol/serial/layout.ts';
import { nak } from '../../protocol/serial/messages/ack-nak.ts';
import { responseBit } from '../../protocol/serial/messages/message.ts';
import { createFrameParser, type FrameParser } from '../../protocol/serial/parser.ts';
import { type BridgeErrorCode, bridgeError } from '../errors.ts';
import { createEventReceiver, type EventHandler } from './events.ts';

/** Requests that may wait behind the outstanding one: a bring-up of 16 slots and what a session adds. */
export const maxQueuedRequests = 32;
/** Probes without an answer after which the port itself is doubted and closed: about ten seconds. */
export const maxSilentProbes = 10;

export interface LinkDeps {
  readonly clock: Clock;
  readonly onEvent: EventHandler;
  /** The dispenser answers (again). */
  readonly onUp: () => void;
  readonly onDown: () => void;
}

export interface RequestOptions {
  /** On the clock's monotonic scale: the request is not put on the wire after it (mqtt.md, the 10 s of VEND). */
  readonly sendBefore?: number;
}

export interface SerialLink {
  /** Takes a newly opened port and begins to probe. */
  attach(port: Duplex): void;
  /** The port is gone: everything that waits is rejected with LINE_DOWN. */
  detach(): void;
  /** @throws LINE_DOWN, LINK_QUEUE_FULL, SENT_TOO_LATE, NAK_UNKNOWN_KIND, NAK_BAD_PAYLOAD, NAK_BUSY. */
  request<N extends RequestName>(
    name: N,
    payload: RequestOf<N>,
    options?: RequestOptions,
  ): Promise<ResponseOf<N>>;
  /** The dispenser rebooted unseen (a new bootCount): the seq of its last event means nothing now. */
  forgetEvents(bootCount: number): void;
  readonly counts: { readonly strayResponses: number };
}

interface Job {
  readonly name: RequestName;
  readonly payload: Uint8Array;
  readonly sendBefore: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Outstanding {
  readonly job: Job;
  readonly frame: Frame;
  timer: Timer;
  tries: number;
}

const nakErrors: Record<number, BridgeErrorCode> = {
  [nakCode.unknownKind]: 'NAK_UNKNOWN_KIND',
  [nakCode.badPayload]: 'NAK_BAD_PAYLOAD',
  [nakCode.busy]: 'NAK_BUSY',
};

/** The host's end of the line: one request at a time, repeats, and the line's up and down (serial.md, Requests). */
export function createLink({ clock, onEvent, onUp, onDown }: LinkDeps): SerialLink {
  const counts = { strayResponses: 0 };
  const events = createEventReceiver(onEvent, (frame) => write(frame));
  let parser: FrameParser = createFrameParser();
  let port: Duplex | undefined;
  let up = false;
  let queue: Job[] = [];
  let outstanding: Outstanding | undefined;
  let probeTimer: Timer | undefined;
  let silentProbes = 0;
  let seq = 0;

  function write(frame: Frame): void {
    if (port?.writable) port.write(encodeFrame(frame));
  }

  function startNext(): void {
    if (outstanding !== undefined) return;
    const job = queue.shift();
    if (job === undefined) return;
    if (clock.monotonic() > job.sendBefore) {
      job.reject(bridgeError('SENT_TOO_LATE', job.name));
      startNext();
      return;
    }
    seq = (seq + 1) % 256;
    const frame = { kind: requests[job.name].kind, seq, payload: job.payload };
    outstanding = { job, frame, tries: 1, timer: clock.after(requestTimeoutMs, onSilence) };
    write(frame);
  }

  function onSilence(): void {
    const waiting = outstanding;
    if (waiting === undefined) return;
    // RESET is sent once: a repeat could reboot the dispenser twice (serial.md, Requests).
    const tries = waiting.job.name === 'reset' || !up ? 1 : requestTries;
    if (waiting.tries < tries && clock.monotonic() <= waiting.job.sendBefore) {
      waiting.tries++;
      waiting.timer = clock.after(requestTimeoutMs, onSilence);
      write(waiting.frame);
    } else {
      goDown();
    }
  }

  function goDown(): void {
    const wasUp = up;
    // A probe's own silence is part of the second that lies between two.
    const waited = !wasUp && outstanding !== undefined ? requestTimeoutMs : 0;
    up = false;
    const dropped = outstanding === undefined ? queue : [outstanding.job, ...queue];
    outstanding?.timer.cancel();
    outstanding = undefined;
    queue = [];
    for (const job of dropped) job.reject(bridgeError('LINE_DOWN', job.name));
    if (wasUp) onDown();
    if (port !== undefined) probeTimer ??= clock.after(probeIntervalMs - waited, probe);
  }

  function probe(): void {
    probeTimer = undefined;
    if (port === undefined || up || outstanding !== undefined) return;
    silentProbes++;
    if (silentProbes > maxSilentProbes) {
      // A port can stay open and dead after an unplug: close it, and whoever opened it opens it again.
      port.destroy();
      return;
    }
    enqueue('hello', new Uint8Array(), Number.POSITIVE_INFINITY).catch(() => {});
  }

  function enqueue(name: RequestName, payload: Uint8Array, sendBefore: number): Promise<unknown> {
    if (queue.length >= maxQueuedRequests)
      return Promise.reject(bridgeError('LINK_QUEUE_FULL', `${maxQueuedRequests}`));
    return new Promise((resolve, reject) => {
      queue.push({ name, payload, sendBefore, resolve, reject });
      startNext();
    });
  }

  function take(frame: Frame): void {
    if (frame.kind < nak.kind) events.take(frame);
    else if (frame.kind >= responseBit || frame.kind === nak.kind) takeResponse(frame);
    else counts.strayResponses++;
  }

  function takeResponse(frame: Frame): void {
    const waiting = outstanding;
    const isNak = frame.kind === nak.kind;
    const fits =
      waiting !== undefined &&
      frame.seq === waiting.frame.seq &&
      (isNak || frame.kind === (waiting.frame.kind | responseBit));
    const layout: Layout<unknown> = isNak ? nak.payload : requests[waiting?.job.name ?? 'hello'].response;
    const value = fits ? decodePayload(layout, frame.payload) : undefined;
    if (!fits || value === undefined) {
      counts.strayResponses++;
      return;
    }
    waiting.timer.cancel();
    outstanding = undefined;
    silentProbes = 0;
    if (isNak) {
      const { code } = value as { code: number };
      waiting.job.reject(bridgeError(nakErrors[code] ?? 'NAK_BAD_PAYLOAD', waiting.job.name));
    } else {
      waiting.job.resolve(value);
    }
    if (!up) {
      up = true;
      onUp();
    }
    startNext();
  }

  function detach(): void {
    port = undefined;
    probeTimer?.cancel();
    probeTimer = undefined;
    goDown();
  }

  return {
    counts,
    forgetEvents: events.forget,
    detach,
    attach(opened) {
      if (port !== undefined) detach();
      port = opened;
      parser = createFrameParser();
      silentProbes = 0;
      opened.on('data', (chunk: Uint8Array) => {
        if (port === opened) for (const frame of parser.push(chunk)) take(frame);
      });
      probe();
    },
    request<N extends RequestName>(name: N, payload: RequestOf<N>, options: RequestOptions = {}) {
      if (!up) return Promise.reject(bridgeError('LINE_DOWN', name));
      const layout = requests[name].request as Layout<RequestOf<N>>;
      const sendBefore = options.sendBefore ?? Number.POSITIVE_INFINITY;
      return enqueue(name, encodePayload(layout, payload), sendBefore) as Promise<ResponseOf<N>>;
    },
  };
}
