import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clustersOf, labelsOf, type Spot, worstOf } from '../../dashboard/src/map/clusters.ts';

const sizePx = 40;
const spot = (id: string, x: number, y: number, status: Spot['status'] = 'ok'): Spot => ({
  ...{ id, x, y, status, fill: 1 },
});

describe('marks', () => {
  it('that would cover each other are one, also where that one comes upon another', () => {
    const row = [spot('a', 0, 0), spot('b', 30, 0), spot('c', 54, 0), spot('d', 200, 0)];
    const clusters = clustersOf(row, sizePx);
    expect(clusters.map(({ spots }) => spots.map(({ id }) => id))).toEqual([['a', 'b', 'c'], ['d']]);
    expect(clusters[0]).toMatchObject({ key: 'a', x: 28, y: 0 });
  });

  it('stand apart whatever the city looks like, and every machine is in one of them', () => {
    const place = fc.record({ x: fc.integer({ min: 0, max: 900 }), y: fc.integer({ min: 0, max: 500 }) });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 150 }), (places) => {
        const spots = places.map(({ x, y }, at) => spot(String(at), x, y));
        const clusters = clustersOf(spots, sizePx);
        for (const [at, one] of clusters.entries())
          for (const other of clusters.slice(at + 1))
            expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThanOrEqual(sizePx);
        expect(clusters.flatMap((one) => one.spots)).toHaveLength(spots.length);
      }),
    );
  });

  it('show the worst of theirs', () => {
    expect(worstOf([spot('a', 0, 0), spot('b', 0, 0, 'empty'), spot('c', 0, 0, 'low')])).toBe('empty');
  });
});

describe('names of districts', () => {
  const machine = (district: string, x: number, y: number) => ({ district, x, y });

  it('stand above the machine in their middle, the larger ones first, and cover no other', () => {
    const machines = [
      ...[machine('Konak', 100, 200), machine('Konak', 160, 110), machine('Konak', 200, 100)],
      machine('Bornova', 180, 118),
      ...[machine('Buca', 400, 300), machine('', 600, 300)],
    ];
    expect(labelsOf(machines, (one) => one, sizePx, 900)).toEqual([
      { name: 'Konak', x: 160, y: 79 },
      { name: 'Buca', x: 400, y: 269 },
    ]);
  });

  it('stay whole at the edge', () => {
    const edge = [machine('Karabağlar', 5, 100), machine('Buca', 395, 100)];
    expect(labelsOf(edge, (one) => one, sizePx, 400).map(({ x }) => x)).toEqual([45, 382]);
  });

  it('of machines that stand nowhere are none', () => {
    expect(labelsOf([machine('Konak', 0, 0)], () => undefined, sizePx, 900)).toEqual([]);
  });
});
