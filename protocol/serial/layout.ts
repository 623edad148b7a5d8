/**
 * Byte layouts of payloads, declared field by field; the TypeScript type is derived from the declaration.
 * Integers are unsigned and big-endian (serial.md, Link). A payload that does not fit is `undefined`, never an error.
 */
export interface Layout<T> {
  /** Reads one value, or marks the reader as failed and returns anything. */
  read(from: Reader): T;
  write(to: number[], value: T): void;
}

/** The type of the values that a layout describes. */
export type ValueOf<L> = L extends Layout<infer T> ? T : never;

/** Where a read of a payload stands. A read past the end, or of a value that does not fit, marks it as failed. */
export class Reader {
  readonly bytes: Uint8Array;
  failed = false;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  take(length: number): Uint8Array {
    if (length > this.left) this.failed = true;
    const taken = this.failed ? new Uint8Array(length) : this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return taken;
  }

  fail<T>(value: T): T {
    this.failed = true;
    return value;
  }
}

/** The value in a whole payload, or undefined where the payload is not of this layout. */
export function decodePayload<T>(layout: Layout<T>, payload: Uint8Array): T | undefined {
  const reader = new Reader(payload);
  const value = layout.read(reader);
  return reader.failed || reader.left > 0 ? undefined : value;
}

/** The payload of a value. @throws RangeError where the value does not fit the layout: the caller's mistake. */
export function encodePayload<T>(layout: Layout<T>, value: T): Uint8Array {
  const bytes: number[] = [];
  layout.write(bytes, value);
  return Uint8Array.from(bytes);
}

function integer(size: number, min: number, max: number): Layout<number> {
  return {
    read(from) {
      const value = from.take(size).reduce((sum, byte) => sum * 256 + byte, 0);
      return value >= min && value <= max ? value : from.fail(value);
    },
    write(to, value) {
      if (!Number.isInteger(value) || value < min || value > max)
        throw new RangeError(`${value} is not ${min}..${max}`);
      for (let shift = size - 1; shift >= 0; shift--) to.push(Math.floor(value / 256 ** shift) % 256);
    },
  };
}

export const u8 = (min = 0, max = 0xff): Layout<number> => integer(1, min, max);
export const u16: Layout<number> = integer(2, 0, 0xffff);
export const u32: Layout<number> = integer(4, 0, 0xffff_ffff);

/** 0 or 1. */
export const flag: Layout<boolean> = {
  read: (from) => u8(0, 1).read(from) === 1,
  write: (to, value) => u8(0, 1).write(to, value ? 1 : 0),
};

/** One of a list of words, sent as its index. */
export function word<const W extends string>(words: readonly W[]): Layout<W> {
  const index = u8(0, words.length - 1);
  return {
    read: (from) => words[index.read(from)] ?? (words[0] as W),
    write: (to, value) => index.write(to, words.indexOf(value)),
  };
}

/** 16 bytes, shown as a UUID's lower-case text (RFC 9562). */
export const uuid: Layout<string> = {
  read(from) {
    const hex = Buffer.from(from.take(16)).toString('hex');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  },
  write(to, value) {
    const bytes = Buffer.from(value.replaceAll('-', ''), 'hex');
    if (bytes.length !== 16) throw new RangeError(`${value} is not a UUID`);
    to.push(...bytes);
  },
};

/** ASCII text of a fixed width, padded with spaces. */
export function padded(width: number): Layout<string> {
  return {
    read: (from) => Buffer.from(from.take(width)).toString('latin1').trimEnd(),
    write(to, value) {
      if (value.length > width) throw new RangeError(`longer than ${width}`);
      to.push(...Buffer.from(value.padEnd(width), 'latin1'));
    },
  };
}

/** UTF-8 that fills the rest of the payload; bytes that are not UTF-8 do not fit. */
export function text(minBytes: number, maxBytes: number): Layout<string> {
  return {
    read(from) {
      if (from.left < minBytes || from.left > maxBytes) return from.fail('');
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(from.take(from.left));
      } catch {
        return from.fail('');
      }
    },
    write(to, value) {
      const bytes = Buffer.from(value, 'utf8');
      if (bytes.length < minBytes || bytes.length > maxBytes)
        throw new RangeError(`${bytes.length} bytes of text`);
      to.push(...bytes);
    },
  };
}

type StructOf<F> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** Fields one behind the other, in the order of their declaration. */
export function struct<F extends Record<string, Layout<unknown>>>(fields: F): Layout<StructOf<F>> {
  const entries = Object.entries(fields);
  return {
    read: (from) =>
      Object.fromEntries(entries.map(([name, layout]) => [name, layout.read(from)])) as StructOf<F>,
    write(to, value) {
      for (const [name, layout] of entries) layout.write(to, value[name]);
    },
  };
}

/** `min` to `max` values of one layout that fill the rest of the payload. */
export function list<T>(item: Layout<T>, min: number, max: number): Layout<readonly T[]> {
  return {
    read(from) {
      const items: T[] = [];
      while (from.left > 0 && !from.failed && items.length < max) items.push(item.read(from));
      return items.length >= min ? items : from.fail(items);
    },
    write(to, value) {
      if (value.length < min || value.length > max) throw new RangeError(`${value.length} items`);
      for (const one of value) item.write(to, one);
    },
  };
}

/** No payload. */
export const empty: Layout<Record<string, never>> = { read: () => ({}), write: () => {} };
