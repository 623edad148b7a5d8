import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clustersOf, type Spot, worstOf } from '../../dashboard/src/map/clusters.ts';
import { labelsOf } from '../../dashboard/src/map/labels.ts';

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
  type Place = ReturnType<typeof machine>;
  const view = { width: 900, height: 500, corner: { width: 0, height: 0 } };
  function drawn(places: readonly Place[], more: Partial<typeof view> = {}) {
    const machines = places.map(({ district }, at) => ({ id: String(at), district }));
    const clusters = clustersOf(
      places.map(({ x, y }, at) => spot(String(at), x, y)),
      sizePx,
    );
    return { clusters, labels: labelsOf(machines, { ...view, ...more, clusters, sizePx }) };
  }

  it('stand above the mark in their middle, and below or beside it where another stands above', () => {
    const places = [
      ...[machine('Konak', 100, 200), machine('Konak', 160, 110), machine('Konak', 202, 100)],
      ...[machine('Buca', 400, 300), machine('', 400, 258)],
      ...[machine('Foça', 600, 100), machine('', 600, 58), machine('', 600, 142)],
    ];
    expect(drawn(places).labels).toEqual([
      { name: 'Konak', x: 160, y: 79 },
      { name: 'Buca', x: 400, y: 331 },
      { name: 'Foça', x: 638, y: 100 },
    ]);
  });

  it('stay whole at the edge, and leave the corner free', () => {
    const edge = [machine('Karabağlar', 5, 100), machine('Buca', 395, 100)];
    expect(drawn(edge, { width: 400 }).labels.map(({ x }) => x)).toEqual([45, 382]);
    const corner = { width: 300, height: 64 };
    expect(drawn([machine('Konak', 200, 80)], { corner }).labels).toEqual([
      { name: 'Konak', x: 200, y: 111 },
    ]);
  });

  it('cover no mark and no other name, whatever the city looks like', () => {
    const place = fc.record({
      district: fc.constantFrom('', 'Konak', 'Buca', 'Karşıyaka', 'Bornova'),
      x: fc.integer({ min: 0, max: 900 }),
      y: fc.integer({ min: 0, max: 500 }),
    });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 60 }), (places) => {
        const { clusters, labels } = drawn(places);
        for (const [at, { name, x, y }] of labels.entries()) {
          const [half, high] = [name.length * 4.5, 11];
          for (const mark of clusters) {
            const dx = Math.max(0, Math.abs(mark.x - x) - half);
            const dy = Math.max(0, Math.abs(mark.y - y) - high);
            expect(Math.hypot(dx, dy)).toBeGreaterThanOrEqual(sizePx / 2 - 1e-6);
          }
          for (const other of labels.slice(at + 1))
            expect(
              Math.abs(other.x - x) >= half + other.name.length * 4.5 - 1e-6 ||
                Math.abs(other.y - y) >= 2 * high - 1e-6,
            ).toBe(true);
        }
        expect(new Set(labels.map(({ name }) => name)).size).toBe(labels.length);
      }),
    );
  });
});
