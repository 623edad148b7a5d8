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
  const route: (T & Place)[] = [];
  for (let here = left.shift(); here !== undefined; here = takeNearest(left, here)) route.push(here);
  return [...route, ...stops.filter((stop) => !hasPlace(stop))];
}

interface Place {
  readonly lat: number;
  readonly lon: number;
}

function hasPlace<T extends Stop>(stop: T): stop is T & Place {
  return stop.lat !== null && stop.lon !== null;
}

function takeNearest<T extends Place>(left: T[], from: Place): T | undefined {
  let best = 0;
  for (const [at, stop] of left.entries())
    if (metresBetween(from, stop) < metresBetween(from, left[best] ?? stop)) best = at;
  return left.splice(best, 1)[0];
}

const earthMetres = 6_371_000;

/** The way as the crow flies (haversine), in metres. */
export function metresBetween(a: Place, b: Place): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const chord = half(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(a.lon, b.lon);
  return 2 * earthMetres * Math.asin(Math.sqrt(Math.min(1, chord)));
}
