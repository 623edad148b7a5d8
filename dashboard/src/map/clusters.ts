import type { MachineStatus } from '../../../protocol/http/fleet.ts';

/** What the map needs of a machine. `x` and `y` are where it stands on the screen, in px. */
export interface Spot {
  readonly id: string;
  readonly status: MachineStatus;
  readonly fill: number | null;
  readonly x: number;
  readonly y: number;
}

/** Machines that would cover each other, shown as one. */
export interface Cluster {
  readonly key: string;
  readonly spots: readonly Spot[];
  readonly x: number;
  readonly y: number;
}

/** Worst first: a group looks as its worst machine does. */
const severity: readonly MachineStatus[] = [
  ...(['offline', 'fault', 'empty', 'locked', 'low', 'open', 'unknown', 'ok'] as const),
];

/** Groups spots whose marks would overlap, `sizePx` being a mark's whole diameter: afterwards no two that are drawn do. */
export function clustersOf(spots: readonly Spot[], sizePx: number): Cluster[] {
  let clusters: Cluster[] = spots.map((spot) => clusterOf([spot]));
  // Where a group is drawn moves with each one that it takes in, and may come upon another.
  for (let before = clusters.length + 1; clusters.length < before; ) {
    before = clusters.length;
    clusters = merged(clusters, sizePx);
  }
  return clusters;
}

function merged(clusters: readonly Cluster[], sizePx: number): Cluster[] {
  const groups: Cluster[] = [];
  for (const cluster of clusters) {
    const near = groups.findIndex(({ x, y }) => Math.hypot(x - cluster.x, y - cluster.y) < sizePx);
    const group = groups[near];
    if (group) groups[near] = clusterOf([...group.spots, ...cluster.spots]);
    else groups.push(cluster);
  }
  return groups;
}

function clusterOf(spots: readonly Spot[]): Cluster {
  return {
    key: spots[0]?.id ?? '',
    spots,
    x: meanOf(spots.map(({ x }) => x)),
    y: meanOf(spots.map(({ y }) => y)),
  };
}

/** A district's name on the map, above the marks of its machines. */
export interface Label {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** A letter of a name, in px, on average. */
const letterPx = 9;
/** Room that a name takes at most, in px; names that would cover another are left out. */
const labelPx = { width: 110, height: 22 } as const;

/** The names of districts where their machines stand, those of the most machines first. `placeOf`: on the screen, in px, which is
 * `widthPx` wide. */
export function labelsOf<T extends { readonly district: string }>(
  machines: readonly T[],
  placeOf: (machine: T) => { readonly x: number; readonly y: number } | undefined,
  sizePx: number,
  widthPx: number,
): Label[] {
  const districts = new Map<string, { x: number; y: number }[]>();
  for (const machine of machines) {
    const place = placeOf(machine);
    if (place !== undefined && machine.district !== '')
      districts.set(machine.district, [...(districts.get(machine.district) ?? []), place]);
  }
  const labels: Label[] = [];
  for (const [name, places] of [...districts].sort(([, a], [, b]) => b.length - a.length)) {
    // At the machine in its middle: the middle itself may lie in the sea.
    const [middleX, middleY] = [
      meanOf(places.map((place) => place.x)),
      meanOf(places.map((place) => place.y)),
    ];
    const far = (place: { x: number; y: number }) => Math.hypot(place.x - middleX, place.y - middleY);
    const nearest = places.reduce((best, place) => (far(place) < far(best) ? place : best));
    // Whole, also where the machine is at the edge.
    const half = (name.length * letterPx) / 2;
    const x = Math.min(Math.max(nearest.x, half), Math.max(half, widthPx - half));
    const y = nearest.y - sizePx / 2 - labelPx.height / 2;
    const isCovered = labels.some(
      (other) => Math.abs(other.x - x) < labelPx.width && Math.abs(other.y - y) < labelPx.height,
    );
    if (!isCovered) labels.push({ name, x, y });
  }
  return labels;
}

/** The status that a group shows: its worst. */
export function worstOf(spots: readonly Spot[]): MachineStatus {
  return severity.find((status) => spots.some((spot) => spot.status === status)) ?? 'unknown';
}

/** Stock of the group's machines by their capacity, 0 to 1; null where none is known. */
export function fillOf(spots: readonly Spot[]): number | null {
  const known = spots.flatMap(({ fill }) => (fill === null ? [] : [fill]));
  return known.length === 0 ? null : meanOf(known);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
