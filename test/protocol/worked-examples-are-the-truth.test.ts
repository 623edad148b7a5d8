import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { events, requests } from '../../protocol/serial/catalogue.ts';
import { crc16 } from '../../protocol/serial/crc16.ts';
import { encodeFrame, frameBytes } from '../../protocol/serial/frame.ts';
import { decodePayload, encodePayload, type Layout } from '../../protocol/serial/layout.ts';
import { ack, nak } from '../../protocol/serial/messages/ack-nak.ts';
import { responseBit } from '../../protocol/serial/messages/message.ts';
import { createFrameParser } from '../../protocol/serial/parser.ts';

interface Shape {
  readonly kind: number;
  readonly layout: Layout<unknown>;
}

/** Every message of the line by the name that the README gives it. */
const shapes = new Map<string, Shape>();
for (const { name, kind, request, response } of Object.values(requests)) {
  shapes.set(`${name} request`, { kind, layout: request as Layout<unknown> });
  shapes.set(`${name} response`, { kind: kind | responseBit, layout: response as Layout<unknown> });
}
for (const { name, kind, payload } of Object.values(events))
  shapes.set(name, { kind, layout: payload as Layout<unknown> });
for (const { name, kind, payload } of [ack, nak])
  shapes.set(name, { kind, layout: payload as Layout<unknown> });

interface Example {
  readonly message: string;
  readonly seq: number;
  readonly fields: unknown;
  readonly frame: Uint8Array;
  readonly wire: Uint8Array;
}

const readme = readFileSync('protocol/README.md', 'utf8');
const examples = readme
  .slice(readme.indexOf('## Worked examples'))
  .split('\n')
  .filter((line) => /^\| [A-Z]/.test(line))
  .map((line): Example => {
    const [message = '', seq, fields = '', frame = '', wire = ''] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`|`$/g, ''));
    const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
    return { message, seq: Number(seq), fields: JSON.parse(fields), frame: bytes(frame), wire: bytes(wire) };
  });

/** Noise of each kind: printable, an unfinished escape, a frame cut short, END after END, more than a frame. */
const noises = ['hello', '\xdb', '\xc0\x01\x01', '\xc0\xc0\xc0', '\xdb\x01\xdb', '\x00'.repeat(600)].map(
  (text) => Uint8Array.from(Buffer.from(text, 'latin1')),
);

it('every message of the line has a worked example, and every example a message', () => {
  expect(new Set(examples.map(({ message }) => message))).toEqual(new Set(shapes.keys()));
});

it('there are examples with bytes that SLIP escapes: in the seq, in the payload, in the CRC', () => {
  const special = (byte: number | undefined) => byte === 0xc0 || byte === 0xdb;
  expect(examples.some(({ frame }) => special(frame[2]))).toBe(true);
  expect(examples.some(({ frame }) => frame.subarray(3, -2).some(special))).toBe(true);
  expect(examples.some(({ frame }) => frame.subarray(-2).some(special))).toBe(true);
});

it('the CRC of "123456789" is 0x29B1', () => {
  expect(crc16(Buffer.from('123456789'))).toBe(0x29b1);
});

describe.each(examples.map((example, row) => ({ ...example, row })))(
  'row $row: $message, seq $seq',
  (example) => {
    const { kind, layout } = shapes.get(example.message) as Shape;
    const expected = { kind, seq: example.seq, payload: example.frame.slice(3, -2) };

    it('is what the codec makes of the fields', () => {
      const frame = { kind, seq: example.seq, payload: encodePayload(layout, example.fields) };
      expect(frameBytes(frame)).toEqual(example.frame);
      expect(encodeFrame(frame)).toEqual(example.wire);
    });

    it('is read whole, and gives the fields back', () => {
      const parser = createFrameParser();
      expect(parser.push(example.wire)).toEqual([expected]);
      expect(decodePayload(layout, expected.payload)).toEqual(example.fields);
      expect(parser.counts).toEqual({ frames: 1, badEscape: 0, badLength: 0, badVersion: 0, badCrc: 0 });
    });

    it('is read cut at every byte', () => {
      for (let cut = 0; cut <= example.wire.length; cut++) {
        const parser = createFrameParser();
        const frames = [
          ...parser.push(example.wire.subarray(0, cut)),
          ...parser.push(example.wire.subarray(cut)),
        ];
        expect(frames).toEqual([expected]);
      }
      const parser = createFrameParser();
      expect([...example.wire].flatMap((byte) => parser.push(Uint8Array.of(byte)))).toEqual([expected]);
    });

    it('is read with noise before and after it', () => {
      for (const before of noises)
        for (const after of noises) {
          const parser = createFrameParser();
          expect(parser.push(Buffer.concat([before, example.wire, after, example.wire]))).toEqual([
            expected,
            expected,
          ]);
        }
    });

    it('is not read with any one of its bytes changed', () => {
      for (const at of example.frame.keys()) {
        const parser = createFrameParser();
        const spoiled = example.frame.map((byte, index) => (index === at ? byte ^ 0x10 : byte));
        const wire = [...spoiled].flatMap((byte) =>
          byte === 0xc0 ? [0xdb, 0xdc] : byte === 0xdb ? [0xdb, 0xdd] : [byte],
        );
        expect(parser.push(Uint8Array.from([0xc0, ...wire, 0xc0]))).toEqual([]);
      }
    });
  },
);
