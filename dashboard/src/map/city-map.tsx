import 'maplibre-gl/dist/maplibre-gl.css';
import './map.css';
import { useComputedColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { MapLibreMap, NavigationControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { type CSSProperties, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tiles } from '../../../protocol/http/figures.ts';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { StatusShape } from '../parts/status-mark.tsx';
import { type Cluster, clustersOf, fillOf, type Spot, worstOf } from './clusters.ts';
import { controlWords } from './controls.ts';
import { labelsOf } from './labels.ts';
import { coastSource, type GroundColours, groundStyle } from './style.ts';

setWorkerUrl(workerUrl);

/**
 * Diameter of what can be touched of a mark, in px: a thumb needs more than a mouse. The ring in it is as large on both
 * (map.css), so that the map stays as readable. Marks nearer than that are one.
 */
const markPx = { mouse: 40, thumb: 44 } as const;
/** The screens of base.css's touch targets. */
const thumbs = '(max-width: 640px), (pointer: coarse)';
/** Room between the outermost machines and the edge, in px; to the right the buttons stand, and cover no mark. */
const roomPx = { top: 48, bottom: 28, left: 28, right: 80 } as const;
/** The same around a few that were one mark. */
const wideRoomPx = 96;
const closestZoom = 15;
/** From one district to the next, in ms. */
const moveMs = 600;

const grounds: Record<'light' | 'dark', GroundColours> = {
  light: { sea: '#dbe7ee', land: '#f7f7f4', coast: '#b4c2ca' },
  dark: { sea: '#16222b', land: '#26292c', coast: '#3d4a54' },
};

/**
 * The city with its machines, each a ring that is as full as the machine, in the colour and shape of its status;
 * machines that would cover each other are one ring with their number. `focus`: ids to bring into view, all where empty.
 * `corner`: room at the top left that something else covers, in px.
 */
export default function CityMap(props: {
  machines: readonly MachineView[];
  tiles: Tiles | null;
  focus: readonly string[];
  corner: { readonly width: number; readonly height: number };
  onOpen: (id: string) => void;
}) {
  const { machines, tiles, focus, corner, onOpen } = props;
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<MapLibreMap>(undefined);
  const [moves, setMoves] = useState(0);
  const [hasCoast, setHasCoast] = useState(false);
  const [failed, setFailed] = useState(false);
  const scheme = useComputedColorScheme('light');
  const { t } = useTranslation();
  const sizePx = useMediaQuery(thumbs) ? markPx.thumb : markPx.mouse;

  const make = useEffectEvent((container: HTMLElement): MapLibreMap | undefined => {
    try {
      return new MapLibreMap({
        container,
        style: groundStyle(grounds[scheme], tiles, latOf(machines)),
        bounds: boundsOf(machines),
        fitBoundsOptions: { padding: roomPx, maxZoom: closestZoom },
        attributionControl: { compact: true },
        dragRotate: false,
        pitchWithRotate: false,
        cooperativeGestures: true,
        locale: controlWords(t),
      });
    } catch {
      // An old phone without WebGL: the lists say the same.
      setFailed(true);
      return undefined;
    }
  });

  // The map moves when the choice changes, not with each report.
  const inFocus = focus.length === 0 ? machines.map(({ id }) => id) : focus;
  const show = useEffectEvent((ids: readonly string[], duration: number) => {
    const chosen = machines.filter(({ id }) => ids.includes(id));
    map.current?.fitBounds(boundsOf(chosen), { padding: roomPx, maxZoom: closestZoom, duration });
  });
  const focusKey = [...inFocus].sort().join(',');
  const shown = useRef(focusKey);
  // A phone that is turned still shows them all; the library itself ends a move beside its aim where the size changes.
  const isLeftAlone = useRef(true);
  const refit = useEffectEvent(() => {
    if (isLeftAlone.current) show(shown.current.split(','), 0);
  });

  useEffect(() => {
    const made = box.current === null ? undefined : make(box.current);
    if (made === undefined) return;
    made.touchZoomRotate.disableRotation();
    made.addControl(new NavigationControl({ showCompass: false }));
    const moved = () => setMoves((count) => count + 1);
    made.on('move', moved);
    made.on('movestart', ({ originalEvent }) => {
      if (originalEvent !== undefined) isLeftAlone.current = false;
    });
    made.on('resize', () => {
      refit();
      moved();
    });
    made.on('load', moved);
    made.on('render', () => {
      if (made.getSource(coastSource) && made.isSourceLoaded(coastSource)) setHasCoast(true);
    });
    map.current = made;
    return () => {
      map.current = undefined;
      made.remove();
    };
  }, []);

  // By its text: every report brings an equal object anew.
  const ground = JSON.stringify([scheme, tiles]);
  const drawn = useRef(ground);
  const redraw = useEffectEvent((wanted: string) => {
    if (drawn.current === wanted) return;
    drawn.current = wanted;
    map.current?.setStyle(groundStyle(grounds[scheme], tiles, latOf(machines)), { diff: false });
  });
  useEffect(() => redraw(ground), [ground]);

  useEffect(() => {
    if (shown.current === focusKey) return;
    shown.current = focusKey;
    isLeftAlone.current = true;
    show(focusKey.split(','), moveMs);
  }, [focusKey]);

  const drawing = map.current;
  const clusters = drawing ? clustersOf(spotsOn(drawing, machines, sizePx), sizePx) : [];
  const { clientWidth: width = 0, clientHeight: height = 0 } = drawing?.getContainer() ?? {};
  const labels = labelsOf(machines, { clusters, sizePx, width, height, corner });
  if (failed) return <p className="map-failed">{t('map.noWebGl')}</p>;
  return (
    <section
      className="city-map"
      aria-label={t('map.title')}
      data-ready={moves > 0}
      data-coast={hasCoast}
      style={{ background: grounds[scheme].land }}
    >
      <div ref={box} className="city-map-ground" />
      {labels.map(({ name, x, y }) => (
        // The list beside the map names each machine's district to those who do not see it.
        <span key={name} className="map-label" aria-hidden style={{ transform: `translate(${x}px, ${y}px)` }}>
          <span>{name}</span>
        </span>
      ))}
      {clusters.map((cluster) => (
        <Mark
          key={cluster.key}
          cluster={cluster}
          sizePx={sizePx}
          machines={machines}
          onOpen={onOpen}
          onZoom={(ids) => {
            isLeftAlone.current = false;
            map.current?.fitBounds(boundsOf(machines.filter(({ id }) => ids.includes(id))), {
              padding: wideRoomPx,
              maxZoom: closestZoom + 3,
            });
          }}
        />
      ))}
    </section>
  );
}

function Mark(props: {
  cluster: Cluster;
  sizePx: number;
  machines: readonly MachineView[];
  onOpen: (id: string) => void;
  onZoom: (ids: readonly string[]) => void;
}) {
  const { cluster, sizePx, machines, onOpen, onZoom } = props;
  const { t } = useTranslation();
  const { spots, x, y } = cluster;
  const status = worstOf(spots);
  const fill = fillOf(spots);
  const only = spots.length === 1 ? spots[0] : undefined;
  const name = only && machines.find(({ id }) => id === only.id)?.name;
  const words = t(`parts.status_${status}`);
  const label =
    only === undefined
      ? t('map.several', { n: spots.length, status: words })
      : t('map.one', { name, status: words, percent: fill === null ? '?' : Math.round(fill * 100) });
  return (
    <button
      type="button"
      className="map-mark"
      data-status={status}
      style={
        {
          transform: `translate(${x}px, ${y}px)`,
          '--fill': fill ?? 0,
          '--mark-size': `${sizePx}px`,
        } as CSSProperties
      }
      aria-label={label}
      title={label}
      onClick={() => (only ? onOpen(only.id) : onZoom(spots.map(({ id }) => id)))}
    >
      <span className="map-ring">{only === undefined ? spots.length : <StatusShape status={status} />}</span>
      {only === undefined && status !== 'ok' && (
        <span className="map-sign">
          <StatusShape status={status} size={12} />
        </span>
      )}
    </button>
  );
}

/** The latitude of the city's middle. */
function latOf(machines: readonly MachineView[]): number {
  const [, south, , north] = boundsOf(machines);
  return (south + north) / 2;
}

/** Where the machines stand on the screen; those out of view are left out. */
function spotsOn(map: MapLibreMap, machines: readonly MachineView[], sizePx: number): Spot[] {
  const { clientWidth, clientHeight } = map.getContainer();
  return machines.flatMap(({ id, lat, lon, status, fill }) => {
    if (lat === null || lon === null) return [];
    const { x, y } = map.project([lon, lat]);
    const inView = x > -sizePx && y > -sizePx && x < clientWidth + sizePx && y < clientHeight + sizePx;
    return inView ? [{ id, status, fill, x, y }] : [];
  });
}

function boundsOf(machines: readonly MachineView[]): [number, number, number, number] {
  const placed = machines.filter(({ lat, lon }) => lat !== null && lon !== null);
  const [lons, lats] = [placed.map(({ lon }) => Number(lon)), placed.map(({ lat }) => Number(lat))];
  if (placed.length === 0) return [26.9, 38.35, 27.3, 38.5];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
