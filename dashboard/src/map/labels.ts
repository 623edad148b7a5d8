import { type Cluster, meanOf } from './clusters.ts';

/** A district's name on the map; `x` and `y` are its middle, in px. */
export interface Label {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Ground {
  /** The marks that are drawn, and their diameter. */
  readonly clusters: readonly Cluster[];
  readonly sizePx: number;
  readonly width: number;
  readonly height: number;
  /** What else is drawn at the top left and must stay free, in px. */
  readonly corner: { readonly width: number; readonly height: number };
}

/** A letter of a name, in px, on average. */
const letterPx = 9;
const heightPx = 22;

/**
 * The names of districts beside their machines, those of the most machines first: above a mark where there is room,
 * else below or beside it. What would cover a mark, another name or the corner is left out.
 */
export function labelsOf(
  machines: readonly { readonly id: string; readonly district: string }[],
  ground: Ground,
): Label[] {
  const districtOf = new Map(machines.map(({ id, district }) => [id, district]));
  const districts = new Map<string, Cluster[]>();
  for (const cluster of ground.clusters)
    for (const { id } of cluster.spots) {
      const district = districtOf.get(id) ?? '';
      if (district !== '') districts.set(district, [...(districts.get(district) ?? []), cluster]);
    }
  const { corner } = ground;
  const taken: Box[] = [{ left: 0, top: 0, right: corner.width, bottom: corner.height }];
  const labels: Label[] = [];
  for (const [name, marks] of [...districts].sort(([, a], [, b]) => b.length - a.length)) {
    const label = candidates(name, marks, ground).find((one) => isFree(boxOf(one), ground, taken));
    if (label === undefined) continue;
    labels.push(label);
    taken.push(boxOf(label));
  }
  return labels;
}

/** Where a name could stand: at the mark in the middle of its district first. The middle itself may lie in the sea. */
function candidates(name: string, marks: readonly Cluster[], { sizePx, width }: Ground): Label[] {
  const middle = { x: meanOf(marks.map(({ x }) => x)), y: meanOf(marks.map(({ y }) => y)) };
  const far = ({ x, y }: Cluster) => Math.hypot(x - middle.x, y - middle.y);
  const half = (name.length * letterPx) / 2;
  // Whole, also where the mark is at the edge.
  const inside = (x: number) => Math.min(Math.max(x, half), Math.max(half, width - half));
  const [up, aside] = [(sizePx + heightPx) / 2, sizePx / 2 + half];
  return [...new Set(marks)]
    .sort((a, b) => far(a) - far(b))
    .flatMap(({ x, y }) => [
      { name, x: inside(x), y: y - up },
      { name, x: inside(x), y: y + up },
      { name, x: x + aside, y },
      { name, x: x - aside, y },
    ]);
}

function boxOf({ name, x, y }: Label): Box {
  const half = (name.length * letterPx) / 2;
  return { left: x - half, right: x + half, top: y - heightPx / 2, bottom: y + heightPx / 2 };
}

function isFree(box: Box, { clusters, sizePx, width, height }: Ground, taken: readonly Box[]): boolean {
  const { left, top, right, bottom } = box;
  if (left < 0 || top < 0 || right > width || bottom > height) return false;
  if (taken.some((one) => left < one.right && one.left < right && top < one.bottom && one.top < bottom))
    return false;
  return clusters.every(({ x, y }) => {
    const [dx, dy] = [x - Math.min(Math.max(x, left), right), y - Math.min(Math.max(y, top), bottom)];
    return Math.hypot(dx, dy) >= sizePx / 2;
  });
}
