import { expect, it } from 'vitest';
import { depot, driveMs, filledTo, nextStop, type Standing } from '../../../simulators/city/restocker.ts';
import { sites } from '../../../simulators/city/sites.ts';

function standing(id: string, stock: number, jammed = false): Standing {
  const site = sites.find((one) => one.id === id);
  if (site === undefined) throw new Error(id);
  return { site, stock, capacity: 320, jammed };
}

it('it stays where every machine is well filled and none is jammed', () => {
  expect(nextStop(depot, [standing('izmir-konak-metro', 200), standing('izmir-evka-3-metro', 320)])).toBe(
    undefined,
  );
});

it('the emptiest comes first, a jam counts like lost stock, and of two alike the nearer one', () => {
  const [konak, evka] = [standing('izmir-konak-metro', 120), standing('izmir-evka-3-metro', 0)];
  expect(nextStop(depot, [konak, evka])?.site.id).toBe('izmir-evka-3-metro');
  const jammed = standing('izmir-poligon-metro', 300, true);
  expect(nextStop(depot, [jammed, standing('izmir-konak-metro', 200)])).toBe(jammed);
  const empty = standing('izmir-konak-metro', 0);
  expect(nextStop(depot, [evka, empty])).toBe(empty);
});

it('fills to the par level, takes nothing out, and drives at a city’s pace', () => {
  expect(filledTo(60, 10)).toBe(60);
  expect(filledTo(60, 75)).toBe(75);
  const across = driveMs(
    standing('izmir-fahrettin-altay-metro', 0).site,
    standing('izmir-evka-3-metro', 0).site,
  );
  expect(across / 60_000).toBeGreaterThan(40);
  expect(across / 60_000).toBeLessThan(80);
});
