import { expect, it } from 'vitest';
import { eventByKind, events, requestByKind, requests } from '../../protocol/serial/catalogue.ts';
import { crc16 } from '../../protocol/serial/crc16.ts';
import { encodeFrame, type Frame, frameBytes } from '../../protocol/serial/frame.ts';
import { decodePayload, type Layout } from '../../protocol/serial/layout.ts';
import { responseBit } from '../../protocol/serial/messages/message.ts';
import { createFrameParser } from '../../protocol/serial/parser.ts';
import { END, slipEncode } from '../../protocol/serial/slip.ts';
import { createMutator, fuzzSeed, fuzzTimeoutMs, heapInUse, inputCount } from './inputs.ts';

const kinds = [...Object.values(requests), ...Object.values(events)].map(({ kind }) => kind);
const good: Frame = { kind: requests.status.kind, seq: 7, payload: new Uint8Array() };

/** Frames of every kind, with payloads of every length: their CRC is right, so that they get past it. */
const samples = [...kinds, ...kinds.map((kind) => kind | responseBit), 0x7e, 0x7f].flatMap((kind, at) =>
  [0, 1, 2, 5, 9, 14, 40, 200].map((length) =>
    encodeFrame({ kind, seq: at, payload: Uint8Array.from({ length }, (_, n) => (n * 7 + at) % 256) }),
  ),
);

/** A frame of a version that is not ours, whole and with its CRC. */
function ofVersion(version: number): Uint8Array {
  const bytes = frameBytes(good);
  bytes[0] = version;
  const crc = crc16(bytes.subarray(0, -2));
  bytes.set([crc >> 8, crc & 0xff], bytes.length - 2);
  return slipEncode(bytes);
}

/** Reads a frame's payload as each side would. */
function understand({ kind, payload }: Frame): void {
  const request = requestByKind(kind & ~responseBit);
  const event = eventByKind(kind);
  const layouts = [
    request && requests[request].request,
    request && requests[request].response,
    event && events[event].payload,
  ];
  for (const layout of layouts) if (layout !== undefined) decodePayload(layout as Layout<unknown>, payload);
}

it(`${inputCount} damaged frames and lines of noise are dropped or read, and the frame behind each comes through`, {
  timeout: fuzzTimeoutMs,
}, () => {
  const mutator = createMutator([...samples, ofVersion(2), ofVersion(0)], fuzzSeed);
  const parser = createFrameParser();
  const end = Uint8Array.of(END);
  const behind = encodeFrame(good);
  let read = 0;
  const before = heapInUse();
  for (let n = 0; n < inputCount; n++) {
    const frames = mutator.pieces(mutator.next()).flatMap((piece) => parser.push(piece));
    for (const frame of frames) understand(frame);
    read += frames.length;
    // The END closes whatever is open; what comes behind it is a frame of its own.
    for (const frame of parser.push(end)) understand(frame);
    expect(parser.push(behind)).toEqual([good]);
  }
  const { frames, ...dropped } = parser.counts;
  expect(frames).toBeGreaterThanOrEqual(read + inputCount);
  for (const count of Object.values(dropped)) expect(count).toBeGreaterThan(0);
  expect(heapInUse() - before).toBeLessThan(8 * 2 ** 20);
});
