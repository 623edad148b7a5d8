import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join, relative } from 'node:path';
import { codeOf } from '../../protocol/base/errors.ts';
import type { KnownNumber } from './known-cards.ts';
import { patternsOf } from './number-patterns.ts';
import { createPatternIndex } from './pattern-index.ts';

/** A number that was found where none may be. Whose it is stands there as its place in the list; never itself. */
export interface Found {
  readonly place: string;
  readonly encoding: string;
  /** Where the first one begins, and which card of the list it is. */
  readonly offset: number;
  readonly card: number;
  /** How many there are in this place in this encoding. */
  readonly times: number;
}

/** Looks for all of these numbers, in every way in which they could be written down; in files, so many bytes at once. */
export function createCardScanner(numbers: readonly KnownNumber[], chunkBytes = 4 * 2 ** 20) {
  const entries = numbers.flatMap((number, card) =>
    patternsOf(number).map((pattern) => ({ ...pattern, card })),
  );
  const index = createPatternIndex(entries.map(({ bytes }) => bytes));
  const found = new Map<string, { -readonly [K in keyof Found]: Found[K] }>();
  let scanned = 0;

  /** Looks at a part of a place; its first `seen` bytes were looked at before, and only lead into the rest. */
  function scanPart(place: string, bytes: Uint8Array, offset: number, seen: number): void {
    scanned += bytes.length - seen;
    index.search(bytes, (at, which) => {
      const { encoding, card } = entries[which] as (typeof entries)[number];
      if (at + index.lengthOf(which) <= seen) return;
      const key = `${place}\n${encoding}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { place, encoding, offset: offset + at, card, times: 1 });
      else known.times++;
    });
  }

  /** Looks at a file in chunks that overlap, so that nothing hides on an edge. One that has just gone holds nothing. */
  function scanFile(place: string, path: string): void {
    let file: number;
    try {
      file = openSync(path, 'r');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return;
      throw error;
    }
    const buffer = Buffer.alloc(chunkBytes + index.longest);
    for (let [offset, seen] = [0, 0]; ; ) {
      const read = readSync(file, buffer, seen, chunkBytes, null);
      if (read === 0) break;
      const filled = seen + read;
      scanPart(place, buffer.subarray(0, filled), offset, seen);
      const keep = Math.min(filled, index.longest - 1);
      buffer.copyWithin(0, filled - keep, filled);
      offset += filled - keep;
      seen = keep;
    }
    closeSync(file);
  }

  const scan = (place: string, said: string | Uint8Array) =>
    scanPart(place, typeof said === 'string' ? Buffer.from(said) : said, 0, 0);

  return {
    scan,
    scanFile,
    /** Looks at every file below a folder, and at their names; what is no file, such as a link to a terminal, is left out. */
    scanFolder(place: string, folder: string): void {
      const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      const names = paths.map((path) => relative(folder, path));
      scan(`names of files in ${place}`, names.join('\n'));
      for (const [at, path] of paths.entries()) scanFile(`${place}/${names[at]}`, path);
    },
    /** What was found so far, one for each place and encoding. */
    found: (): readonly Found[] => [...found.values()],
    scannedBytes: () => scanned,
  };
}
export type CardScanner = ReturnType<typeof createCardScanner>;
