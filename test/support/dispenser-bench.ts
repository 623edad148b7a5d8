import {
  type EventName,
  eventByKind,
  events,
  type RequestName,
  type RequestOf,
  type ResponseOf,
  requests,
} from '../../protocol/serial/catalogue.ts';
import { encodeFrame, type Frame } from '../../protocol/serial/frame.ts';
import { decodePayload, encodePayload, type Layout } from '../../protocol/serial/layout.ts';
import { ack, nak } from '../../protocol/serial/messages/ack-nak.ts';
import { responseBit } from '../../protocol/serial/messages/message.ts';
import { createFrameParser } from '../../protocol/serial/parser.ts';
import {
  createDispenser,
  type Dispenser,
  type DispenserOptions,
} from '../../simulators/dispenser/dispenser.ts';
import type { Happening } from '../../simulators/dispenser/happenings.ts';
import { type Nvram, volatileNvram } from '../../simulators/dispenser/nvram.ts';
import { seededRandom } from '../../simulators/random.ts';
import { type VirtualClock, virtualClock } from '../../simulators/virtual-clock.ts';

/** An event as it came over the line. */
export interface ReceivedEvent {
  readonly name: EventName;
  readonly seq: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

/** What a request came to: its response, a NAK's code, or silence. */
export type Answer<N extends RequestName> =
  | { readonly response: ResponseOf<N> }
  | { readonly nak: number }
  | undefined;

/** A dispenser on virtual time with a host at the other end of its line; all of it synchronous. */
export interface DispenserBench {
  readonly clock: VirtualClock;
  readonly dispenser: Dispenser;
  readonly nvram: Nvram;
  readonly happenings: Happening[];
  /** Every event frame since the last `forget`, repeats too. */
  readonly received: ReceivedEvent[];
  request<N extends RequestName>(name: N, fields: RequestOf<N>): Answer<N>;
  /** Sends any frame; what came back for its seq. */
  exchange(frame: Frame): Frame | undefined;
  raw(bytes: Uint8Array): void;
  ack(seq: number): void;
  nak(seq: number): void;
  forget(): void;
  /** Acknowledges each event as it comes, until switched off. */
  acknowledging: boolean;
}

/** Items take 800 ms: the drop after 600, the rest after 200. */
export const itemMs = 800;

/** A bench with a dispenser just switched on; BOOT is not yet acknowledged unless `acknowledging`. */
export function createBench(
  options: Partial<Pick<DispenserOptions, 'nvram' | 'slots' | 'stock' | 'noise'>> & {
    acknowledging?: boolean;
  } = {},
): DispenserBench {
  const clock = virtualClock(Date.parse('2020-05-20T06:00:00Z'));
  const nvram = options.nvram ?? volatileNvram();
  const parser = createFrameParser();
  const happenings: Happening[] = [];
  const received: ReceivedEvent[] = [];
  const answers: Frame[] = [];
  const toDevice = new Set<(bytes: Uint8Array) => void>();
  let acknowledging = options.acknowledging ?? true;
  let seq = 0;

  function send(frame: Frame): void {
    for (const listener of toDevice) listener(encodeFrame(frame));
  }

  function take(frame: Frame): void {
    const name = eventByKind(frame.kind);
    if (name === undefined) {
      answers.push(frame);
      return;
    }
    const fields = decodePayload(events[name].payload as Layout<Record<string, unknown>>, frame.payload);
    if (fields === undefined) throw new Error(`${name} has a payload that is not its own`);
    received.push({ name, seq: frame.seq, fields, atMs: clock.monotonic() });
    if (acknowledging) send({ kind: ack.kind, seq: frame.seq, payload: new Uint8Array() });
  }

  const dispenser = createDispenser({
    clock,
    random: seededRandom(7),
    nvram,
    slots: options.slots ?? 2,
    stock: options.stock ?? 10,
    serialNo: 'BENCH0000001',
    vendMs: itemMs,
    ...(options.noise === undefined ? {} : { noise: options.noise }),
    wire: {
      on: (_, listener) => toDevice.add(listener),
      write(bytes) {
        for (const frame of parser.push(bytes)) take(frame);
      },
    },
    on: (happening) => happenings.push(happening),
  });

  function exchange(frame: Frame): Frame | undefined {
    answers.length = 0;
    send(frame);
    return answers.find((one) => one.seq === frame.seq);
  }

  return {
    clock,
    dispenser,
    nvram,
    happenings,
    received,
    exchange,
    raw: (bytes) => {
      for (const listener of toDevice) listener(bytes);
    },
    request(name, fields) {
      seq = (seq + 1) % 256;
      const message = requests[name];
      const payload = encodePayload(message.request as Layout<unknown>, fields);
      const answer = exchange({ kind: message.kind, seq, payload });
      if (answer === undefined) return undefined;
      if (answer.kind === nak.kind) {
        const code = decodePayload(nak.payload, answer.payload)?.code;
        if (code === undefined) throw new Error('a NAK with a payload that is not its own');
        return { nak: code };
      }
      const response = decodePayload(
        message.response as unknown as Layout<ResponseOf<typeof name>>,
        answer.payload,
      );
      if (answer.kind !== (message.kind | responseBit) || response === undefined)
        throw new Error(`${name} was answered with something else`);
      return { response };
    },
    ack: (eventSeq) => send({ kind: ack.kind, seq: eventSeq, payload: new Uint8Array() }),
    nak: (eventSeq) => send({ kind: nak.kind, seq: eventSeq, payload: Uint8Array.of(2) }),
    forget() {
      happenings.length = 0;
      received.length = 0;
    },
    get acknowledging() {
      return acknowledging;
    },
    set acknowledging(on: boolean) {
      acknowledging = on;
    },
  };
}

/** The n-th txn of a test: a UUID that differs in its last digits. */
export function txnOf(n: number): string {
  return `018f0000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}
