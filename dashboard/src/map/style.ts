import land from 'virtual:coast';
import type { ExpressionSpecification, LineLayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Tiles } from '../../../protocol/http/figures.ts';

/** Colours of the ground, from the tokens of the page's scheme. */
export interface GroundColours {
  readonly sea: string;
  readonly land: string;
  readonly coast: string;
}

/** The source that the coast is drawn from. */
export const coastSource = 'land';

/**
 * The packaged coast is one for maps of continents: piers and quays of a city stand up to 400 m before it. So land reaches this
 * much beyond its line on both sides, in metres.
 */
const softMetres = 500;
const equatorMetres = 40_075_017;
const tilePx = 512;

/** A line's width in px that is as wide as that on the ground, `more` px added, at any zoom (Web Mercator, at a latitude). */
function softWidth(lat: number, more: number): ExpressionSpecification {
  const metresPerPx = (equatorMetres * Math.cos((lat * Math.PI) / 180)) / tilePx;
  const atZoom = (zoom: number) => ((2 * softMetres) / metresPerPx) * 2 ** zoom + more;
  return ['interpolate', ['exponential', 2], ['zoom'], 0, atZoom(0), 22, atZoom(22)];
}

/** The ground under the machines: sea and land from the packaged coast, for a city at `lat`; above them tiles, where a server is given. */
export function groundStyle(colours: GroundColours, tiles: Tiles | null, lat: number): StyleSpecification {
  const raster = tiles && {
    tiles: { type: 'raster' as const, tiles: [tiles.url], tileSize: 256, attribution: tiles.attribution },
  };
  return {
    version: 8,
    sources: {
      [coastSource]: { type: 'geojson', data: land, attribution: 'Natural Earth' },
      ...raster,
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': colours.sea } },
      // The edge is what shows of a line a little wider than the land's own.
      line('coast', colours.coast, softWidth(lat, 2)),
      { id: 'land', type: 'fill', source: coastSource, paint: { 'fill-color': colours.land } },
      line('shore', colours.land, softWidth(lat, 0)),
      ...(tiles ? [{ id: 'tiles', type: 'raster' as const, source: 'tiles' }] : []),
    ],
  };
}

const line = (id: string, colour: string, width: ExpressionSpecification): LineLayerSpecification => ({
  ...{ id, type: 'line', source: coastSource },
  layout: { 'line-join': 'round', 'line-cap': 'round' },
  paint: { 'line-color': colour, 'line-width': width },
});
