import land from 'virtual:coast';
import type { StyleSpecification } from 'maplibre-gl';
import type { Tiles } from '../../../protocol/http/figures.ts';

/** Colours of the ground, from the tokens of the page's scheme. */
export interface GroundColours {
  readonly sea: string;
  readonly land: string;
  readonly coast: string;
}

/** The source that the coast is drawn from. */
export const coastSource = 'land';

/** The ground under the machines: sea and land from the packaged coast; above them tiles, where a server is given. */
export function groundStyle(colours: GroundColours, tiles: Tiles | null): StyleSpecification {
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
      { id: 'land', type: 'fill', source: coastSource, paint: { 'fill-color': colours.land } },
      {
        id: 'coast',
        type: 'line',
        source: coastSource,
        paint: { 'line-color': colours.coast, 'line-width': 1 },
      },
      ...(tiles ? [{ id: 'tiles', type: 'raster' as const, source: 'tiles' }] : []),
    ],
  };
}
