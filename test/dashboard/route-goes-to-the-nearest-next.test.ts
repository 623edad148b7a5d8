import fc from 'fast-check';
import { expect, it } from 'vitest';
import { routeOrder, type Stop } from '../../dashboard/src/pick-list/route-order.ts';
import { metresBetween } from '../../protocol/base/distance.ts';

const konak: Stop = { id: 'konak', lat: 38.4189, lon: 27.1287 };
const karsiyaka: Stop = { id: 'karsiyaka', lat: 38.4552, lon: 27.1193 };
const bostanli: Stop = { id: 'bostanli', lat: 38.4571, lon: 27.0976 };
const bornova: Stop = { id: 'bornova', lat: 38.4584, lon: 27.2125 };
const lost: Stop = { id: 'lost', lat: null, lon: null };
const ids = (stops: readonly Stop[]) => stops.map(({ id }) => id);

it('begins at the first and goes to the nearest each time', () => {
  expect(ids(routeOrder([konak, bornova, bostanli, karsiyaka]))).toEqual([
    'konak',
    'karsiyaka',
    'bostanli',
    'bornova',
  ]);
});

it('stops without a position come last, as they stood', () => {
  const other = { ...lost, id: 'other' };
  expect(ids(routeOrder([lost, bornova, other, konak]))).toEqual(['bornova', 'konak', 'lost', 'other']);
});

it('no stop, one stop, and stops in one place are fine', () => {
  expect(routeOrder([])).toEqual([]);
  expect(ids(routeOrder([lost]))).toEqual(['lost']);
  expect(ids(routeOrder([konak, { ...konak, id: 'same' }]))).toEqual(['konak', 'same']);
});

it('knows how far it is from Konak to Karşıyaka: some four kilometres', () => {
  const metres = metresBetween({ lat: 38.4189, lon: 27.1287 }, { lat: 38.4552, lon: 27.1193 });
  expect(metres).toBeGreaterThan(4_050);
  expect(metres).toBeLessThan(4_150);
});

it('loses no stop and makes none up; each leg goes to the nearest that is left', () => {
  const degrees = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
  const places = fc.array(fc.record({ lat: degrees(90), lon: degrees(180) }), { maxLength: 12 });
  fc.assert(
    fc.property(places, (points) => {
      const stops = points.map((point, at) => ({ id: String(at), ...point }));
      const route = routeOrder(stops);
      expect(ids(route).sort()).toEqual(ids(stops).sort());
      for (const [at, here] of route.entries()) {
        const [next, ...later] = route.slice(at + 1);
        if (next === undefined) continue;
        for (const other of later)
          expect(metresBetween(here, next)).toBeLessThanOrEqual(metresBetween(here, other));
      }
    }),
  );
});
