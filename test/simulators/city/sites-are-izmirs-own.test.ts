import { expect, it } from 'vitest';
import { isMachineId } from '../../../protocol/mqtt/topics.ts';
import { distanceKm, firstSites, type Site, sites } from '../../../simulators/city/sites.ts';

const line = sites.filter(({ kind }) => kind === 'metro');
const neighbours = line.slice(1).map((site, at): [Site, Site] => [line[at] as Site, site]);

it('there are 21: the 17 stations of line M1, three piers and the mobile unit', () => {
  expect(sites).toHaveLength(21);
  const kinds = Object.groupBy(sites, ({ kind }) => kind);
  expect([kinds.metro?.length, kinds.pier?.length, kinds.mobile?.length]).toEqual([17, 3, 1]);
  expect(new Set(sites.map(({ id }) => id)).size).toBe(21);
  expect(new Set(sites.map(({ name }) => name)).size).toBe(21);
  expect(sites.every(({ id }) => isMachineId(id))).toBe(true);
});

it('all stand in the box of Izmir’s inner districts, and in districts of Izmir', () => {
  const outside = sites.filter(({ lat, lon }) => lat < 38.37 || lat > 38.48 || lon < 27.05 || lon > 27.25);
  expect(outside).toEqual([]);
  expect(new Set(sites.map(({ district }) => district))).toEqual(
    new Set(['Karabağlar', 'Konak', 'Bornova', 'Karşıyaka', 'Buca']),
  );
});

it('the stations follow each other along the line, half a kilometre to two and a half apart', () => {
  expect(line[0]?.name).toBe('Fahrettin Altay Metro');
  expect(line.at(-1)?.name).toBe('Evka 3 Metro');
  for (const [from, to] of neighbours) {
    const apart = distanceKm(from, to);
    expect(apart, `${from.name} to ${to.name}`).toBeGreaterThan(0.5);
    expect(apart, `${from.name} to ${to.name}`).toBeLessThan(2.5);
  }
  // The line goes from the south-west to the north-east and never doubles back.
  expect(neighbours.every(([from, to]) => to.lon > from.lon)).toBe(true);
  // As the crow flies from station to station it is shorter than its track of 20 km.
  const length = neighbours.reduce((sum, [from, to]) => sum + distanceKm(from, to), 0);
  expect(length).toBeGreaterThan(16);
  expect(length).toBeLessThan(20);
});

it('a city of four has a station of the middle, a pier, the end of the old line and the mobile unit', () => {
  expect(firstSites(4).map(({ kind }) => kind)).toEqual(['metro', 'pier', 'metro', 'mobile']);
  expect(new Set(firstSites(21))).toEqual(new Set(sites));
});
