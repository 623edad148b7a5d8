import { describe, expect, it } from 'vitest';
import { calendarOf } from '../../../server/policy/windows.ts';

const hour = 3_600_000;
const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString();
const span = (window: Parameters<typeof calendarOf>[0], zone: string, instant: string) => {
  const { start, end } = calendarOf(window, zone)(at(instant));
  return [iso(start), iso(end)];
};

describe('calendar windows', () => {
  it('begin a day at local midnight', () => {
    expect(span({ calendar: 'day' }, 'Europe/Istanbul', '2020-05-20T20:59:59.999Z')).toEqual([
      '2020-05-19T21:00:00.000Z',
      '2020-05-20T21:00:00.000Z',
    ]);
  });

  it('have days of 23 and 25 hours where the clocks are changed', () => {
    const lengthOf = (instant: string) => {
      const { start, end } = calendarOf({ calendar: 'day' }, 'Europe/Berlin')(at(instant));
      return (end - start) / hour;
    };
    expect(lengthOf('2020-03-29T12:00:00Z')).toBe(23);
    expect(lengthOf('2020-10-25T12:00:00Z')).toBe(25);
    expect(lengthOf('2020-10-26T12:00:00Z')).toBe(24);
  });

  it('begin a day at 01:00 where midnight does not exist', () => {
    // Beirut put its clocks forward at midnight of 29 March 2020.
    expect(span({ calendar: 'day' }, 'Asia/Beirut', '2020-03-29T10:00:00Z')[0]).toBe(
      '2020-03-28T22:00:00.000Z',
    );
  });

  it.each([
    ['monday', '2020-12-28', '2021-01-04'],
    ['sunday', '2020-12-27', '2021-01-03'],
    ['friday', '2021-01-01', '2021-01-08'],
  ] as const)('begin a week on %s, also over the end of a year with 53 weeks', (firstDay, start, end) => {
    expect(span({ calendar: 'week', firstDay }, 'UTC', '2021-01-01T12:00:00Z')).toEqual([
      `${start}T00:00:00.000Z`,
      `${end}T00:00:00.000Z`,
    ]);
  });

  it('know the length of each month, and leap years', () => {
    expect(span({ calendar: 'month' }, 'UTC', '2020-02-29T23:59:59.999Z')).toEqual([
      '2020-02-01T00:00:00.000Z',
      '2020-03-01T00:00:00.000Z',
    ]);
  });

  it.each([
    ['2020-04-17T00:00:00Z', '2020-04-17', '2020-05-01'],
    ['2020-04-30T23:59:59Z', '2020-04-17', '2020-05-01'],
    ['2020-04-16T23:59:59Z', '2020-04-03', '2020-04-17'],
  ])('count weeks from an anchor, before it too: %s', (instant, start, end) => {
    expect(span({ weeks: 2, anchor: '2020-04-17' }, 'UTC', instant)).toEqual([
      `${start}T00:00:00.000Z`,
      `${end}T00:00:00.000Z`,
    ]);
  });
});
