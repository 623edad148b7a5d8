import { describe, expect, it } from 'vitest';
import { boundariesOf, runsOf, sameTimeOn } from '../../../server/analytics/steps.ts';

const hourMs = 3_600_000;
const instants = (...bounds: Parameters<typeof boundariesOf>) =>
  boundariesOf(...bounds).map((at) => new Date(at).toISOString());
const lengths = (boundaries: readonly number[]) =>
  boundaries.slice(1).map((at, before) => (at - (boundaries[before] as number)) / hourMs);

describe('where the clocks change (Berlin, 2026)', () => {
  it('a day has 23 or 25 hours, and its neighbours 24', () => {
    const spring = boundariesOf('day', '2026-03-28', '2026-03-30', 'Europe/Berlin');
    expect(lengths(spring)).toEqual([24, 23, 24]);
    expect(lengths(boundariesOf('day', '2026-10-24', '2026-10-26', 'Europe/Berlin'))).toEqual([24, 25, 24]);
    expect(runsOf(spring).map(({ stepMs }) => stepMs / hourMs)).toEqual([24, 23, 24]);
  });

  it('a day by hours has as many steps, each an hour', () => {
    expect(lengths(boundariesOf('hour', '2026-03-29', '2026-03-29', 'Europe/Berlin'))).toEqual(
      Array.from({ length: 23 }, () => 1),
    );
    expect(boundariesOf('hour', '2026-10-25', '2026-10-25', 'Europe/Berlin')).toHaveLength(26);
  });

  it('a week has 167 or 169 hours', () => {
    expect(lengths(boundariesOf('week', '2026-03-16', '2026-04-05', 'Europe/Berlin'))).toEqual([
      168, 167, 168,
    ]);
    expect(lengths(boundariesOf('week', '2026-10-19', '2026-11-01', 'Europe/Berlin'))).toEqual([169, 168]);
  });

  it('a month is few runs, so few questions', () => {
    expect(runsOf(boundariesOf('day', '2026-03-01', '2026-03-31', 'Europe/Berlin'))).toHaveLength(3);
    expect(runsOf(boundariesOf('hour', '2026-03-01', '2026-03-31', 'Europe/Berlin'))).toHaveLength(1);
  });

  it('the same time a week before is what the clock on the wall showed', () => {
    const noon = Date.parse('2026-03-31T10:00:00Z');
    expect(new Date(sameTimeOn(noon, -7, 'Europe/Berlin')).toISOString()).toBe('2026-03-24T11:00:00.000Z');
  });
});

it('a week goes on over the end of the year, begins on Monday, and is cut at the ends of the range', () => {
  expect(instants('week', '2020-12-26', '2021-01-05', 'Europe/Istanbul')).toEqual([
    '2020-12-25T21:00:00.000Z',
    '2020-12-27T21:00:00.000Z',
    '2021-01-03T21:00:00.000Z',
    '2021-01-05T21:00:00.000Z',
  ]);
});

it('steps begin where a zone has its midnight, whatever its distance from UTC', () => {
  expect(instants('day', '2026-01-01', '2026-01-01', 'Asia/Kathmandu')[0]).toBe('2025-12-31T18:15:00.000Z');
  // Half an hour of daylight saving: the last hour of the day is cut, or half an hour long.
  const lordHowe = lengths(boundariesOf('hour', '2026-04-05', '2026-04-05', 'Australia/Lord_Howe'));
  expect(lordHowe).toHaveLength(25);
  expect(lordHowe.at(-1)).toBe(0.5);
  // Samoa left a day out.
  expect(boundariesOf('day', '2011-12-29', '2011-12-31', 'Pacific/Apia')).toHaveLength(3);
});

it('steps follow each other without a gap, in every zone', () => {
  for (const zone of ['Europe/Berlin', 'America/St_Johns', 'Pacific/Chatham', 'Africa/Casablanca'])
    for (const step of ['hour', 'day', 'week'] as const) {
      const runs = runsOf(boundariesOf(step, '2026-01-01', '2026-12-31', zone));
      for (const [at, run] of runs.entries()) {
        expect((run.endMs - run.startMs) % run.stepMs).toBe(0);
        if (at > 0) expect(run.startMs).toBe(runs[at - 1]?.endMs);
      }
    }
});
