import { describe, expect, it } from 'vitest';
import { isForeign } from '../../../server/access/foreign.ts';
import { isAllowed } from '../../../server/access/guard.ts';
import { foldName, readName } from '../../../server/access/names.ts';
import { passwordProblem } from '../../../server/access/password-rule.ts';
import {
  absoluteEndMs,
  idleEndMs,
  isAlive,
  isUseNews,
  noteUseEveryMs,
} from '../../../server/access/session-rule.ts';

describe('a session', () => {
  const opened = { createdAtMs: 1_000, usedAtMs: 1_000 };
  it('lives while it is used, and ends idle or after a week', () => {
    expect(isAlive(opened, 1_000 + idleEndMs - 1)).toBe(true);
    expect(isAlive(opened, 1_000 + idleEndMs)).toBe(false);
    const used = { createdAtMs: 1_000, usedAtMs: 1_000 + absoluteEndMs - 1 };
    expect(isAlive(used, 1_000 + absoluteEndMs - 1)).toBe(true);
    expect(isAlive(used, 1_000 + absoluteEndMs)).toBe(false);
  });
  it('is written down as used once a minute', () => {
    expect(isUseNews(opened, 1_000 + noteUseEveryMs - 1)).toBe(false);
    expect(isUseNews(opened, 1_000 + noteUseEveryMs)).toBe(true);
  });
});

describe('a name', () => {
  it.each(['a', 'Ayşe', 'ayse.yilmaz', 'a@b.org', '王小明', 'op_1', 'x'.repeat(40)])('%s is one', (name) => {
    expect(readName(name)).toBe(name);
  });
  it.each(['', ' ', '.a', '-x', 'a b', 'a\u0000', 'a\nb', '<b>', 'x'.repeat(41), '\u202eabc'])(
    '%j is none',
    (name) => {
      expect(readName(name)).toBeUndefined();
    },
  );
  it('is the same in any case and width of its letters', () => {
    expect(new Set(['Ayse', 'AYSE', ' ayse ', 'ａｙｓｅ'].map(foldName)).size).toBe(1);
  });
});

it.each([
  ['correct horse battery', 'ayse', undefined],
  ['一二三四五六七八九十百千', 'ayse', undefined],
  ['elevenchars', 'ayse', 'PASSWORD_TOO_SHORT'],
  ['x'.repeat(257), 'ayse', 'PASSWORD_TOO_LONG'],
  ['aaaaaaaaaaaaaaaa', 'ayse', 'PASSWORD_TOO_PLAIN'],
  ['121212121212121212', 'ayse', 'PASSWORD_TOO_PLAIN'],
  ['the-Ayse-of-Konak', 'ayse', 'PASSWORD_HAS_NAME'],
  ['a perfectly fine one', 'a', undefined],
])('the password %j of %s: %s', (password, name, problem) => {
  expect(passwordProblem(password, name)).toBe(problem);
});

describe('a request that would change something', () => {
  const host = 'fleet.example:8443';
  it.each([
    [
      'from the pages themselves',
      { host, 'sec-fetch-site': 'same-origin', origin: `https://${host}` },
      false,
    ],
    ['from no browser', { host }, false],
    ['from the pages in a browser without Sec-Fetch-Site', { host, origin: `https://${host}` }, false],
    ['from another site', { host, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, true],
    ['from a sister site', { host, 'sec-fetch-site': 'same-site', origin: 'https://other.example' }, true],
    ['that claims to come from the address bar', { host, 'sec-fetch-site': 'none' }, true],
    ['from another site in an old browser', { host, origin: 'https://evil.example' }, true],
    ['from another port', { host, origin: 'https://fleet.example:9000' }, true],
    ['from a sandboxed frame', { host, origin: 'null' }, true],
  ])('%s: refused is %s', (_, headers, refused) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) expect(isForeign(method, headers)).toBe(refused);
    for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(isForeign(method, headers)).toBe(false);
  });
});

it('an admin may everything, the others what names them', () => {
  expect(isAllowed('admin', [])).toBe(true);
  expect(isAllowed('operator', ['operator'])).toBe(true);
  expect(isAllowed('analyst', ['operator'])).toBe(false);
  expect(isAllowed('operator', ['admin'])).toBe(false);
});
