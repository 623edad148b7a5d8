/** How a reader ends what it sends: a line, or a frame STX … LRC ETX. */
export const readerFormats = ['lines', 'stx'] as const;
export type ReaderFormat = (typeof readerFormats)[number];

/** Why something that came in is no reading. */
export type Dropped = 'too-long' | 'bad-lrc' | 'not-ascii';

export interface ReaderLines {
  /** Takes what the port has brought, in pieces of any size. */
  push(bytes: Uint8Array): void;
}

/** The longest that is read, in bytes: more than any card, voucher or line of a passport has. */
export const maxReading = 256;

const [stx, etx, lf, cr] = [0x02, 0x03, 0x0a, 0x0d];

/**
 * Cuts a byte stream into what a reader read, however it is split. `lines`: printable text ended by CR, LF or both. `stx`:
 * 02, text, the XOR of the text's bytes, 03 (IDTECK SR30 and its like). What is longer than a reading is skipped to its end.
 */
export function createReaderLines(
  format: ReaderFormat,
  on: { reading(text: string): void; dropped(why: Dropped): void },
): ReaderLines {
  let held: number[] = [];
  let isSkipping = false;
  let isOpen = false;

  function begin(): void {
    held = [];
    isSkipping = false;
  }

  function hold(byte: number): void {
    if (isSkipping) return;
    held.push(byte);
    if (held.length <= maxReading) return;
    held = [];
    isSkipping = true;
    on.dropped('too-long');
  }

  function tell(bytes: readonly number[]): void {
    if (bytes.some((byte) => byte < 0x20 || byte > 0x7e)) on.dropped('not-ascii');
    else on.reading(String.fromCharCode(...bytes));
  }

  function takeLine(byte: number): void {
    if (byte !== lf && byte !== cr) hold(byte);
    else {
      const line = held;
      begin();
      if (line.length > 0) tell(line);
    }
  }

  function takeFramed(byte: number): void {
    if (!isOpen) {
      isOpen = byte === stx;
      return;
    }
    // The sum may be any byte, 02 and 03 too: only a text without its sum can be followed by one.
    const isSum = held.length > 0 && byte === sumOf(held);
    if (byte === etx && (isSkipping || !isSum || hasSum(held))) {
      const [frame, wasSkipping] = [held, isSkipping];
      isOpen = false;
      begin();
      if (wasSkipping) return;
      if (hasSum(frame)) tell(frame.slice(0, -1));
      else on.dropped('bad-lrc');
    } else if (byte === stx && !isSum) begin();
    else hold(byte);
  }

  const take = format === 'lines' ? takeLine : takeFramed;
  return {
    push(bytes) {
      for (const byte of bytes) take(byte);
    },
  };
}

const sumOf = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum ^ byte, 0);

/** Whether the last byte is the sum of those before it. */
const hasSum = (bytes: readonly number[]): boolean =>
  bytes.length > 1 && bytes.at(-1) === sumOf(bytes.slice(0, -1));
