import { metresBetween, type Position } from '../../../protocol/base/distance.ts';

/** Somewhere to go; a machine's position may not be known. Degrees (WGS 84). */
export interface Stop {
  readonly id: string;
  readonly lat: number | null;
  readonly lon: number | null;
}

/**
 * The stops as one would drive them: from the first always to the nearest that is left. Not the shortest way there is,
 * but one that nobody finds foolish, at once also for hundreds. Stops without a position come last, as they stood.
 */
export function routeOrder<T extends Stop>(stops: readonly T[]): T[] {
  const left = stops.filter(hasPlace);
  const route: (T & Position)[] = [];
  for (let here = left.shift(); here !== undefined; here = takeNearest(left, here)) route.push(here);
  return [...route, ...stops.filter((stop) => !hasPlace(stop))];
}

function hasPlace<T extends Stop>(stop: T): stop is T & Position {
  return stop.lat !== null && stop.lon !== null;
}

function takeNearest<T extends Position>(left: T[], from: Position): T | undefined {
  let best = 0;
  for (const [at, stop] of left.entries())
    if (metresBetween(from, stop) < metresBetween(from, left[best] ?? stop)) best = at;
  return left.splice(best, 1)[0];
}
