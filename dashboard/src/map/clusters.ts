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

/** The status that a group shows: its worst. */
export function worstOf(spots: readonly Spot[]): MachineStatus {
  return severity.find((status) => spots.some((spot) => spot.status === status)) ?? 'unknown';
}

/** Stock of the group's machines by their capacity, 0 to 1; null where none is known. */
export function fillOf(spots: readonly Spot[]): number | null {
  const known = spots.flatMap(({ fill }) => (fill === null ? [] : [fill]));
  return known.length === 0 ? null : meanOf(known);
}

/** The mean of some numbers; there is at least one. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
