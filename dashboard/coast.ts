import { readFileSync } from 'node:fs';
import { feature } from 'topojson-client';
import type { Plugin } from 'vite';

/** West, south, east, north, in degrees (WGS 84). */
export type Box = readonly [number, number, number, number];

type Position = GeoJSON.Position;
type Topology = Parameters<typeof feature>[0];

const moduleId = 'virtual:coast';
/** Five digits of a degree are about a metre. */
const precision = 1e5;

/**
 * The land of one area as GeoJSON, from Natural Earth's 1:10 m coast (public domain, in `world-atlas`), cropped when
 * the pages are built: the whole world would be 3 MB, and a city needs a few kB of it.
 */
export function landOf(box: Box): GeoJSON.FeatureCollection<GeoJSON.Polygon> {
  const file = new URL(import.meta.resolve('world-atlas/land-10m.json'));
  const topology = JSON.parse(readFileSync(file, 'utf8')) as Topology;
  const land = topology.objects.land;
  if (land === undefined) throw new Error('world-atlas has no land');
  const whole = feature(topology, land);
  const polygons: GeoJSON.Polygon[] = [];
  for (const { geometry } of whole.type === 'FeatureCollection' ? whole.features : [whole]) {
    if (geometry.type !== 'MultiPolygon' && geometry.type !== 'Polygon') continue;
    const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    for (const rings of parts) {
      const coordinates = rings.map((ring) => cropRing(ring, box)).filter((ring) => ring.length > 3);
      if (coordinates.length > 0) polygons.push({ type: 'Polygon', coordinates });
    }
  }
  return {
    type: 'FeatureCollection',
    features: polygons.map((geometry) => ({ type: 'Feature', properties: {}, geometry })),
  };
}

/** Sutherland and Hodgman's clipping of a closed ring to a box, side by side. */
function cropRing(ring: readonly Position[], [west, south, east, north]: Box): Position[] {
  const sides: readonly (readonly [axis: 0 | 1, limit: number, keeps: 1 | -1])[] = [
    [0, west, 1],
    [0, east, -1],
    [1, south, 1],
    [1, north, -1],
  ];
  let points: readonly Position[] = ring;
  for (const [axis, limit, keeps] of sides) {
    const isIn = (point: Position) => keeps * ((point[axis] ?? 0) - limit) >= 0;
    points = points.flatMap((point, at) => {
      const before = points.at(at - 1) as Position;
      const crossing = isIn(point) === isIn(before) ? [] : [crossingOf(before, point, axis, limit)];
      return isIn(point) ? [...crossing, point] : crossing;
    });
  }
  const rounded = points.map((point) => point.slice(0, 2).map((x) => Math.round(x * precision) / precision));
  const first = rounded[0];
  return first === undefined ? [] : [...rounded, first];
}

function crossingOf(from: Position, to: Position, axis: 0 | 1, limit: number): Position {
  const [a, b] = [from[axis] ?? 0, to[axis] ?? 0];
  const share = (limit - a) / (b - a);
  return [0, 1].map((at) => (from[at] ?? 0) + share * ((to[at] ?? 0) - (from[at] ?? 0)));
}

/** Gives the pages the land of an area as the module `virtual:coast`. */
export function coastPlugin(box: Box): Plugin {
  return {
    name: 'coast',
    resolveId: (id) => (id === moduleId ? `\0${moduleId}` : undefined),
    load: (id) =>
      id === `\0${moduleId}`
        ? `export default JSON.parse(${JSON.stringify(JSON.stringify(landOf(box)))})`
        : undefined,
  };
}
