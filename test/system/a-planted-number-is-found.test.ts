import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createCardScanner } from '../support/card-scanner.ts';
import { badNumbers, knownCards, oneCard } from '../support/known-cards.ts';
import { patternsOf } from '../support/number-patterns.ts';
import { tempFolder } from '../support/temp-folder.ts';

const cards = knownCards(1);
const sealed = (length: number) => randomBytes(length).toString('base64url');

it('however a number is written down, and wherever in a file, the scanner finds it and says how, and not which', () => {
  // Around the edge of a chunk a number is in neither of its halves; and it may stand at both ends of a file.
  const edge = 2 ** 14;
  const scanner = createCardScanner([...cards, ...badNumbers(2, 200)], edge);
  const folder = tempFolder();
  const missed: string[] = [];
  let planted = 0;
  for (const scheme of ['uid', 'tckn', 'mrz'] as const) {
    const card = cards.findIndex((one) => one.scheme === scheme);
    const patterns = patternsOf(cards[card] as (typeof cards)[number]);
    for (const [at, { encoding, bytes }] of patterns.entries()) {
      const file = Buffer.alloc(edge + 2 ** 12, sealed(2 ** 12));
      bytes.copy(file, [0, edge - (at % bytes.length), file.length - bytes.length][at % 3]);
      const path = join(folder, 'file');
      writeFileSync(path, file);
      const place = `${scheme} ${at}`;
      scanner.scanFile(place, path);
      const found = scanner.found().filter((one) => one.place === place);
      planted++;
      if (!found.some((one) => one.encoding === encoding && one.card === card && one.times === 1))
        missed.push(`${place} ${encoding}: ${JSON.stringify(found)}`);
    }
  }
  expect(missed).toEqual([]);
  expect(planted).toBeGreaterThan(100);
  expect(scanner.found().length).toBeGreaterThanOrEqual(planted);
  const said = JSON.stringify(scanner.found());
  expect(cards.some(({ id }) => said.includes(id))).toBe(false);
});

it('a writer who knows nothing of the patterns is found out too', () => {
  const card = oneCard('tckn', 3);
  const { id } = card;
  const writers: Readonly<Record<string, (text: string) => Uint8Array | string>> = {
    text: (text) => JSON.stringify({ card: text }),
    'UTF-16, little end first': (text) => Buffer.from(`x${text}x`, 'utf16le'),
    'UTF-16, big end first': (text) => Buffer.from(`x${text}x`, 'utf16le').swap16(),
    hex: (text) => Buffer.from(text).toString('hex'),
    HEX: (text) => Buffer.from(`card ${text}`).toString('hex').toUpperCase(),
    ...Object.fromEntries(
      ['', 'x', 'xx', 'xxx'].flatMap((before) =>
        (['base64', 'base64url'] as const).map((encoding) => [
          `${encoding} behind ${before.length}`,
          (text: string) => Buffer.from(`${before}${text} is a number`).toString(encoding),
        ]),
      ),
    ),
    ...Object.fromEntries(
      ['sha1', 'sha256', 'md5'].flatMap((algorithm) =>
        ([undefined, 'hex', 'base64', 'base64url'] as const).map((encoding) => [
          `${algorithm} ${encoding ?? 'bytes'}`,
          (text: string) => {
            const digest = createHash(algorithm).update(text).digest();
            return encoding === undefined ? digest : digest.toString(encoding);
          },
        ]),
      ),
    ),
  };
  for (const [name, write] of Object.entries(writers))
    for (const text of [id, `tckn:${id}`]) {
      const scanner = createCardScanner([card]);
      scanner.scan(name, write(text));
      expect([name, scanner.found().length]).toEqual([name, 1]);
    }
  const uid = oneCard('uid', 4);
  const [bytes, back] = [Buffer.from(uid.id, 'hex'), Buffer.from(uid.id, 'hex').reverse()];
  for (const raw of [bytes, back]) {
    const scanner = createCardScanner([uid]);
    scanner.scan('bytes', Buffer.concat([randomBytes(9), raw, randomBytes(9)]));
    expect(scanner.found()).toMatchObject([{ encoding: 'bytes', offset: 9, card: 0 }]);
  }
});

it('what is no number is none: noise, boxes, names and times', () => {
  const scanner = createCardScanner(cards);
  const times = Array.from({ length: 1000 }, (_, at) => `{"time":${Date.now() + at * 60}}`).join('');
  for (let round = 0; round < 2; round++)
    for (const noise of [randomBytes(2 ** 20), sealed(2 ** 20), randomBytes(2 ** 20).toString('hex'), times])
      scanner.scan('noise', noise);
  expect(scanner.found()).toEqual([]);
  expect(scanner.scannedBytes()).toBeGreaterThan(8 * 2 ** 20);
});
