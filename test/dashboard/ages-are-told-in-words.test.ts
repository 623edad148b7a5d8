import { expect, it } from 'vitest';
import {
  formatAgo,
  formatCount,
  formatInstant,
  formatMoment,
  formatSeconds,
} from '../../dashboard/src/i18n/format.ts';

const now = Date.parse('2020-05-20T12:00:00Z');

it.each([
  [0, 'en', 'now'],
  [5_000, 'en', '5 seconds ago'],
  [59_400, 'en', '59 seconds ago'],
  [60_000, 'en', '1 minute ago'],
  [3_599_000, 'en', '59 minutes ago'],
  [7_200_000, 'tr', '2 saat önce'],
  [172_800_000, 'zh-TW', '前天'],
  // A clock of the page that runs behind the server's never tells the future.
  [-90_000, 'en', 'now'],
])('%i ms ago in %s is %s', (age, language, words) => {
  expect(formatAgo(now - age, now, language)).toBe(words);
});

it('writes thousands and instants as the language does', () => {
  expect(formatCount(6_000_000, 'tr')).toBe('6.000.000');
  expect(formatCount(6_000_000, 'en')).toBe('6,000,000');
  expect(formatInstant('2020-05-20T09:00:00.000Z', 'en-GB', 'Europe/Istanbul')).toContain('12:00:00');
});

it.each([
  [640, 'en', '0.6 sec'],
  [4_170, 'tr', '4,2 sn.'],
  [42_500, 'zh-TW', '43 秒'],
])('%i ms in %s are %s', (tookMs, language, words) => {
  expect(formatSeconds(tookMs, language)).toBe(words);
});

it.each(['en', 'tr', 'zh-TW'])('in %s an hour is one of 24, after midnight and after noon', (language) => {
  const told = (instant: string) => [
    formatMoment(instant, language, 'Europe/Istanbul'),
    formatInstant(instant, language, 'Europe/Istanbul'),
  ];
  for (const words of told('2020-05-20T21:05:00.000Z')) expect(words).toContain('00:05');
  for (const words of told('2020-05-20T12:05:00.000Z')) expect(words).toContain('15:05');
});
