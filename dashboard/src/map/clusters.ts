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

/** Groups spots whose marks would overlap: greedy in the order given, over a grid of the marks' size. */
export function clustersOf(spots: readonly Spot[], sizePx: number): Cluster[] {
  const groups = new Map<string, Spot[]>();
  const centres: { key: string; x: number; y: number }[] = [];
  for (const spot of spots) {
    const near = centres.find(({ x, y }) => Math.hypot(x - spot.x, y - spot.y) < sizePx);
    if (near) groups.get(near.key)?.push(spot);
    else {
      centres.push({ key: spot.id, x: spot.x, y: spot.y });
      groups.set(spot.id, [spot]);
    }
  }
  return [...groups].map(([key, members]) => ({
    key,
    spots: members,
    x: meanOf(members.map(({ x }) => x)),
    y: meanOf(members.map(({ y }) => y)),
  }));
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
