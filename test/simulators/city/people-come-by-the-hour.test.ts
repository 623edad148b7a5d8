import { expect, it } from 'vitest';
import { createArrivals } from '../../../simulators/city/arrivals.ts';
import { createCitizens, packsPerVisit, population } from '../../../simulators/city/citizens.ts';
import { alwaysRush, byHour, izmirHour, type Profile } from '../../../simulators/city/profile.ts';
import { sites } from '../../../simulators/city/sites.ts';
import { seededRandom } from '../../../simulators/random.ts';

const dayMs = 86_400_000;
/** Midnight in Izmir. */
const startMs = Date.UTC(2020, 4, 19, 21);

function stream(seed: number, profile: Profile = byHour) {
  return createArrivals({ random: seededRandom(seed), sites, profile, perVisit: packsPerVisit, startMs });
}

function untilMs(endMs: number, arrivals = stream(1)) {
  const all = [];
  for (let one = arrivals.next(); one.atMs < endMs; one = arrivals.next()) all.push(one);
  return all;
}

it('the same seed gives the same stream, another seed another', () => {
  const first = (seed: number) => {
    const arrivals = stream(seed);
    return Array.from({ length: 200 }, () => arrivals.next());
  };
  expect(first(5)).toEqual(first(5));
  expect(first(6)).not.toEqual(first(5));
});

it('each place gets its packs a day, at the hours of its kind', () => {
  const days = 10;
  const all = untilMs(startMs + days * dayMs);
  for (const site of sites) {
    const there = all.filter((one) => one.site === site);
    const packs = (there.length * packsPerVisit) / days;
    expect(packs / site.packsPerDay, site.name).toBeGreaterThan(0.9);
    expect(packs / site.packsPerDay, site.name).toBeLessThan(1.1);
  }
  const perHour = (kind: string, hour: number) =>
    all.filter(({ site, atMs }) => site.kind === kind && Math.floor(izmirHour(atMs)) === hour).length;
  // The metro: nobody at night, the rush before work and after it above midday.
  expect(perHour('metro', 3)).toBe(0);
  expect(perHour('metro', 8)).toBeGreaterThan(1.7 * perHour('metro', 11));
  expect(perHour('metro', 18)).toBeGreaterThan(1.7 * perHour('metro', 14));
  // The mobile unit: by day only.
  expect(perHour('mobile', 7)).toBe(0);
  expect(perHour('mobile', 11)).toBeGreaterThan(0);
  // Piers are busy later in the evening than stations.
  const evening = (kind: string) => perHour(kind, 19) / perHour(kind, 8);
  expect(evening('pier')).toBeGreaterThan(evening('metro'));
});

it('a busy machine gives some 65 packs an hour over a metro day of 14.5 hours', () => {
  const busiest = Math.max(...sites.map(({ packsPerDay }) => packsPerDay));
  expect(busiest / 14.5).toBeGreaterThan(63);
  expect(busiest / 14.5).toBeLessThan(67);
});

it('on the wall clock it is always the rush hour, so that the night is not empty', () => {
  const night = untilMs(startMs + dayMs / 24, stream(1, alwaysRush));
  const rush = untilMs(startMs + dayMs / 24, stream(2, alwaysRush));
  expect(night.length).toBeGreaterThan(800);
  expect(Math.abs(night.length - rush.length)).toBeLessThan(200);
});

it('one in ten visits is a family, and some come again too soon', () => {
  const citizens = createCitizens(seededRandom(3));
  const visits = Array.from({ length: 20_000 }, () => citizens.next());
  const families = visits.filter((visit) => visit.citizens.length > 1).length / visits.length;
  expect(families).toBeGreaterThan(0.08);
  expect(families).toBeLessThan(0.11);
  const cards = visits.reduce((sum, visit) => sum + visit.citizens.length, 0) / visits.length;
  expect(Math.abs(cards - packsPerVisit)).toBeLessThan(0.03);
  const seen = new Set<number>();
  let again = 0;
  for (const { citizens: group } of visits) {
    if (seen.has(group[0] as number)) again++;
    for (const one of group) seen.add(one);
  }
  expect(again / visits.length).toBeGreaterThan(0.06);
  expect(Math.max(...seen)).toBeLessThan(population);
});
