import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReaderLines, maxReading, type ReaderFormat } from '../../../firmware-bridge/reader/lines.ts';

/** What comes of bytes that arrive in pieces. */
function read(
  format: ReaderFormat,
  pieces: readonly Uint8Array[],
): { readings: string[]; dropped: string[] } {
  const [readings, dropped] = [[] as string[], [] as string[]];
  const lines = createReaderLines(format, {
    reading: (text) => readings.push(text),
    dropped: (why) => dropped.push(why),
  });
  for (const piece of pieces) lines.push(piece);
  return { readings, dropped };
}

const bytes = (text: string) => Buffer.from(text, 'latin1');
const frame = (text: string, lrc = [...bytes(text)].reduce((sum, byte) => sum ^ byte, 0)) =>
  Buffer.concat([Buffer.of(2), bytes(text), Buffer.of(lrc, 3)]);
const pieces = (all: Uint8Array, cuts: readonly number[]) => {
  const at = [...new Set(cuts.map((cut) => cut % (all.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => all.subarray(from, at[index] ?? all.length));
};
const text = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 60 });
const cuts = fc.array(fc.nat());

describe('a reader that sends lines', () => {
  it.each([
    ['CR', '04A1B2C3\r'],
    ['LF', '04A1B2C3\n'],
    ['both', '04A1B2C3\r\n'],
  ])('is read whatever ends them: %s', (_, sent) => {
    expect(read('lines', [bytes(sent + sent)])).toEqual({ readings: ['04A1B2C3', '04A1B2C3'], dropped: [] });
  });

  it('is read however its bytes are split', () => {
    fc.assert(
      fc.property(fc.array(text), cuts, (texts, at) => {
        const all = bytes(texts.map((one) => `${one}\r\n`).join(''));
        expect(read('lines', pieces(all, at))).toEqual({ readings: texts, dropped: [] });
      }),
    );
  });

  it('loses noise and what is too long, once each, and nothing behind it', () => {
    const long = 'x'.repeat(maxReading * 3);
    expect(read('lines', [bytes(`\xff\x00\n${long}\n04A1\n`)])).toEqual({
      readings: ['04A1'],
      dropped: ['not-ascii', 'too-long'],
    });
  });
});

describe('a reader that sends frames', () => {
  it('is read by the example of its manual', () => {
    // Ten hex characters, as IDTECK's SR30 sends them.
    expect(read('stx', [frame('0011223344')])).toEqual({ readings: ['0011223344'], dropped: [] });
  });

  it('is read however its bytes are split, with any sum, 02 and 03 too', () => {
    fc.assert(
      fc.property(fc.array(text), cuts, (texts, at) => {
        const all = Buffer.concat(texts.map((one) => frame(one)));
        expect(read('stx', pieces(all, at))).toEqual({ readings: texts, dropped: [] });
      }),
    );
    for (const sum of [2, 3, 0x0d, 0]) {
      const odd = `01${String.fromCharCode(0x30 ^ 0x31 ^ 0x41 ^ sum)}A`;
      if (!/^[ -~]+$/.test(odd)) continue;
      expect(read('stx', [frame(odd), frame('77')]).readings).toEqual([odd, '77']);
    }
  });

  it('with a wrong sum, without an end, or between frames is no reading', () => {
    const noise = Buffer.concat([
      ...[bytes('hello'), frame('0011', 0x55), Buffer.of(2), bytes('0099')],
      frame('4455'),
    ]);
    expect(read('stx', [noise])).toEqual({ readings: ['4455'], dropped: ['bad-lrc'] });
  });

  it('holds no more than a reading, whatever comes', () => {
    const { readings, dropped } = read('stx', [
      Buffer.of(2),
      Buffer.alloc(1_000_000, 0x41),
      Buffer.of(3),
      frame('0011'),
    ]);
    expect({ readings, dropped }).toEqual({ readings: ['0011'], dropped: ['too-long'] });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), fc.constantFrom('lines', 'stx'), (some, format) => {
        for (const one of read(format, some).readings) expect(one).toMatch(/^[ -~]+$/);
      }),
    );
  });
});
