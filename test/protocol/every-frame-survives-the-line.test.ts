import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EventName,
  type EventOf,
  events,
  type RequestName,
  type RequestOf,
  type ResponseOf,
  requests,
} from '../../protocol/serial/catalogue.ts';
import { entries, schemes } from '../../protocol/serial/constants.ts';
import { encodeFrame, maxPayloadBytes } from '../../protocol/serial/frame.ts';
import { decodePayload, encodePayload, type Layout } from '../../protocol/serial/layout.ts';
import { createFrameParser } from '../../protocol/serial/parser.ts';

const upTo = (max: number, min = 0) => fc.integer({ min, max });
const byte = upTo(0xff);
const word = upTo(0xffff);
const counter = upTo(0xffff_ffff);
const nothing = fc.constant({});
const txn = fc.uuid().map((text) => text.toLowerCase());
const utf8 = (min: number, max: number) =>
  fc
    .string({ unit: 'grapheme', minLength: min, maxLength: max })
    .filter((text) => Buffer.byteLength(text) >= min && Buffer.byteLength(text) <= max);
const ascii = (max: number) =>
  fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((c) => String.fromCharCode(c)),
    maxLength: max,
  });

const requestFields: { readonly [N in RequestName]: fc.Arbitrary<RequestOf<N>> } = {
  hello: nothing,
  status: nothing,
  vend: fc.record({ txn, slot: byte, qty: upTo(0xff, 1) }),
  lastVend: fc.record({ slot: byte }),
  display: fc.record({ seconds: byte, tone: upTo(3), text: utf8(0, 160) }),
  lock: fc.record({ locked: fc.boolean() }),
  setStock: fc.record({ slot: byte, product: byte, stock: word, capacity: word }),
  reset: nothing,
};

const responseFields: { readonly [N in RequestName]: fc.Arbitrary<ResponseOf<N>> } = {
  hello: fc.record({
    protocol: byte,
    slots: upTo(16, 1),
    bootCount: counter,
    serialNo: ascii(12),
    firmware: utf8(0, 182),
  }),
  status: fc.record({
    flags: word,
    slots: fc.array(fc.record({ product: byte, stock: word, capacity: word, vendCounter: counter }), {
      minLength: 1,
      maxLength: 16,
    }),
  }),
  vend: fc.record({ txn, verdict: upTo(7) }),
  lastVend: fc.record({
    txn,
    state: upTo(2),
    requested: byte,
    dispensed: byte,
    fault: upTo(7),
    vendCounter: counter,
  }),
  display: nothing,
  lock: nothing,
  setStock: nothing,
  reset: nothing,
};

const eventFields: { readonly [N in EventName]: fc.Arbitrary<EventOf<N>> } = {
  card: fc.record({
    entry: fc.constantFrom(...entries),
    scheme: fc.constantFrom(...schemes),
    id: utf8(1, 64),
  }),
  select: fc.record({ slot: upTo(15) }),
  door: fc.record({ open: fc.boolean() }),
  faultRaised: fc.record({ slot: byte, fault: upTo(7, 1) }),
  cleared: fc.record({ slot: byte, fault: upTo(7, 1) }),
  vendResult: fc.record({
    txn,
    slot: upTo(15),
    requested: byte,
    dispensed: byte,
    fault: upTo(7),
    vendCounter: counter,
  }),
  tamper: fc.record({ kind: byte }),
  boot: fc.record({ bootCount: counter, cause: upTo(2) }),
  claim: fc.record({ txn }),
};

const cases: [string, Layout<unknown>, fc.Arbitrary<unknown>][] = [
  ...Object.entries(requests).flatMap(
    ([name, message]): [string, Layout<unknown>, fc.Arbitrary<unknown>][] => [
      [`${message.name} request`, message.request as Layout<unknown>, requestFields[name as RequestName]],
      [`${message.name} response`, message.response as Layout<unknown>, responseFields[name as RequestName]],
    ],
  ),
  ...Object.entries(events).map(([name, message]): [string, Layout<unknown>, fc.Arbitrary<unknown>] => [
    message.name,
    message.payload as Layout<unknown>,
    eventFields[name as EventName],
  ]),
];

describe('what is encoded is decoded', () => {
  it.each(cases)('%s', (_, layout, fields) => {
    fc.assert(
      fc.property(fields, byte, byte, (value, kind, seq) => {
        const payload = encodePayload(layout, value);
        const frames = createFrameParser().push(encodeFrame({ kind, seq, payload }));
        expect(frames).toEqual([{ kind, seq, payload }]);
        expect(decodePayload(layout, payload)).toEqual(value);
      }),
    );
  });

  it.each(cases)('%s: any bytes are either what it writes, or refused', (_, layout) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: maxPayloadBytes }), (bytes) => {
        const read = decodePayload(layout, bytes);
        if (read !== undefined && !hasPadding(read)) expect(encodePayload(layout, read)).toEqual(bytes);
      }),
    );
  });
});

/** A serial number's padding and bytes beyond ASCII are read loosely, so they are not written back the same. */
function hasPadding(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'serialNo' in value;
}

describe('the parser', () => {
  const frame = fc.record({ kind: byte, seq: byte, payload: fc.uint8Array({ maxLength: maxPayloadBytes }) });
  // END and ESC come up often, so that noise looks like frames.
  const noise = fc
    .array(fc.oneof(byte, fc.constantFrom(0xc0, 0xdb, 0xdc, 0xdd, 0x01)), { maxLength: 500 })
    .map((bytes) => Uint8Array.from(bytes));

  it('never throws on any bytes, and reads the next frame after them', () => {
    fc.assert(
      fc.property(noise, frame, (bytes, next) => {
        const parser = createFrameParser();
        parser.push(bytes);
        const frames = parser.push(encodeFrame(next));
        expect(frames.at(-1)).toEqual(next);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same frames however the bytes are cut', () => {
    const stream = fc
      .array(fc.oneof(frame.map(encodeFrame), noise), { maxLength: 8 })
      .map((parts) => Buffer.concat(parts));
    fc.assert(
      fc.property(stream, fc.array(upTo(64, 1)), (bytes, sizes) => {
        const whole = createFrameParser();
        const cut = createFrameParser();
        const frames = [];
        let at = 0;
        for (const size of [...sizes, bytes.length]) {
          frames.push(...cut.push(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(frames).toEqual(whole.push(bytes));
        expect(cut.counts).toEqual(whole.counts);
      }),
    );
  });

  it('counts each run of bytes between two ENDs once: as a frame or by why it was dropped', () => {
    fc.assert(
      fc.property(noise, (bytes) => {
        const parser = createFrameParser();
        parser.push(Uint8Array.from([...bytes, 0xc0]));
        const runs = Buffer.from(bytes)
          .toString('latin1')
          .split('\xc0')
          .filter((run) => run !== '').length;
        const { frames, badEscape, badLength, badVersion, badCrc } = parser.counts;
        expect(frames + badEscape + badLength + badVersion + badCrc).toBe(runs);
      }),
    );
  });

  it('takes frames of 5 and of 205 bytes, and none of 4 or 206', () => {
    const sized = (length: number) => encodeFrame({ kind: 1, seq: 1, payload: new Uint8Array(length) });
    expect(createFrameParser().push(sized(0))).toHaveLength(1);
    expect(createFrameParser().push(sized(200))).toHaveLength(1);
    expect(() => sized(201)).toThrow(RangeError);
    for (const length of [4, 206]) {
      const parser = createFrameParser();
      parser.push(Uint8Array.from([0xc0, ...new Uint8Array(length), 0xc0]));
      expect(parser.counts.badLength).toBe(1);
    }
  });
});
