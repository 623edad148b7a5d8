/** A position in degrees (WGS 84). */
export interface Position {
  readonly lat: number;
  readonly lon: number;
}

const earthMetres = 6_371_000;

/** The way as the crow flies (haversine), in metres. */
export function metresBetween(a: Position, b: Position): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const chord = half(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(a.lon, b.lon);
  return 2 * earthMetres * Math.asin(Math.sqrt(Math.min(1, chord)));
}
