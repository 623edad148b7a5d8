import { describe, expect, it } from 'vitest';
import { nakCode } from '../../protocol/serial/constants.ts';
import { frameBytes } from '../../protocol/serial/frame.ts';
import { slipEncode } from '../../protocol/serial/slip.ts';
import { createBench } from '../support/dispenser-bench.ts';

const seq = 77;
const naked = (code: number) => ({ kind: 0x7e, seq, payload: Uint8Array.of(code) });
const zeros = (length: number) => new Uint8Array(length);
const vendOf = (slot: number, qty: number) => Uint8Array.from([...zeros(16), slot, qty]);

describe('an intact frame that is not understood is answered with NAK', () => {
  for (const kind of [0x00, 0x09, 0x40, 0x47, 0x60, 0x81, 0x83, 0xff])
    it(`1 for kind ${kind}`, () => {
      expect(createBench().exchange({ kind, seq, payload: zeros(0) })).toEqual(naked(nakCode.unknownKind));
    });

  for (const [what, kind, payload] of [
    ['HELLO with a payload', 0x01, zeros(1)],
    ['STATUS with a payload', 0x02, zeros(1)],
    ['VEND a byte short', 0x03, zeros(17)],
    ['VEND a byte long', 0x03, zeros(19)],
    ['VEND of qty 0', 0x03, vendOf(0, 0)],
    ['LAST_VEND without a slot', 0x04, zeros(0)],
    ['LAST_VEND of a slot that is not there', 0x04, Uint8Array.of(2)],
    ['DISPLAY of a tone that is not there', 0x05, Uint8Array.of(1, 4, 0x41)],
    ['DISPLAY of 161 bytes', 0x05, zeros(2 + 161)],
    ['DISPLAY of bytes that are not UTF-8', 0x05, Uint8Array.of(1, 0, 0xc3)],
    ['LOCK 2', 0x06, Uint8Array.of(2)],
    ['SET_STOCK of a slot that is not there', 0x07, Uint8Array.of(2, 1, 0, 1, 0, 1)],
    ['SET_STOCK a byte short', 0x07, zeros(5)],
    ['RESET with a payload', 0x08, zeros(1)],
  ] as const)
    it(`2 for ${what}`, () => {
      expect(createBench().exchange({ kind, seq, payload })).toEqual(naked(nakCode.badPayload));
    });

  it('but a VEND to a slot that is not there has a verdict', () => {
    expect(
      createBench()
        .exchange({ kind: 0x03, seq, payload: vendOf(16, 1) })
        ?.payload.at(-1),
    ).toBe(6);
  });

  it('and an ACK or a NAK is never answered', () => {
    const bench = createBench();
    for (const kind of [0x7e, 0x7f])
      for (const length of [0, 1, 2])
        expect(bench.exchange({ kind, seq, payload: zeros(length) })).toBeUndefined();
  });
});

describe('a frame that is not intact is dropped and counted, never answered', () => {
  const hello = frameBytes({ kind: 0x01, seq, payload: zeros(0) });
  const spoiled = (at: number) => hello.map((byte, index) => (index === at ? byte ^ 1 : byte));
  const wrongVersion = [0x02, 0x01, seq];

  it('for a bad CRC, a bad escape, a wrong version, and a wrong length', () => {
    const bench = createBench();
    bench.forget();
    bench.raw(slipEncode(spoiled(4)));
    bench.raw(Uint8Array.of(0xc0, 0x01, 0xdb, 0x01, 0xc0));
    bench.raw(slipEncode(withCrc(wrongVersion)));
    bench.raw(slipEncode(hello.subarray(1)));
    bench.raw(slipEncode(zeros(206)));
    expect(bench.dispenser.status().line).toEqual({
      frames: 1,
      badCrc: 1,
      badEscape: 1,
      badVersion: 1,
      badLength: 2,
    });
    expect(bench.happenings).toEqual([]);
    expect(bench.received).toEqual([]);
  });

  it('and the next intact one is answered, with the seq it came with', () => {
    const bench = createBench();
    bench.raw(slipEncode(spoiled(4)).subarray(0, 4));
    expect(bench.exchange({ kind: 0x01, seq, payload: zeros(0) })).toMatchObject({ kind: 0x81, seq });
  });

  it('the same frame again is answered again', () => {
    const bench = createBench();
    const frame = { kind: 0x06, seq, payload: Uint8Array.of(0) };
    expect(bench.exchange(frame)).toEqual(bench.exchange(frame));
  });
});

/** A body with its right CRC behind it, for bodies that the codec would not make. */
function withCrc(body: readonly number[]): Uint8Array {
  let crc = 0xffff;
  for (const byte of body) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return Uint8Array.from([...body, crc >> 8, crc & 0xff]);
}
