import { expect, it } from 'vitest';
import { dayAt, daysAfter } from '../../dashboard/src/vouchers/dates.ts';
import { standingOf } from '../../dashboard/src/vouchers/standing.ts';

const from = '2020-06-01T00:00:00.000Z';
const until = '2020-07-01T00:00:00.000Z';

it('a batch is planned before its time, good in it, over from its end on, and withdrawn at any time', () => {
  const at = (instant: string, withdrawnAt: string | null = null) =>
    standingOf({ validFrom: from, validUntil: until, withdrawnAt }, Date.parse(instant));
  expect(at('2020-05-31T23:59:59.999Z')).toBe('planned');
  expect(at(from)).toBe('good');
  expect(at('2020-06-30T23:59:59.999Z')).toBe('good');
  expect(at(until)).toBe('over');
  for (const instant of ['2020-05-01T00:00:00.000Z', from, until])
    expect(at(instant, '2020-06-02T00:00:00.000Z')).toBe('withdrawn');
});

it('days are those of the city, and follow each other over the ends of months and summer time', () => {
  expect(dayAt(Date.parse('2020-05-31T21:00:00.000Z'), 'Europe/Istanbul')).toBe('2020-06-01');
  expect(dayAt(Date.parse('2020-05-31T20:59:59.999Z'), 'Europe/Istanbul')).toBe('2020-05-31');
  expect(daysAfter('2020-02-28', 2)).toBe('2020-03-01');
  expect(daysAfter('2020-03-28', 1)).toBe('2020-03-29');
  expect(daysAfter('2020-03-29', 1)).toBe('2020-03-30');
});
