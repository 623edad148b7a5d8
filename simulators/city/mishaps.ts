import type { Random } from '../random.ts';

/** One item in so many jams on its way: a figure of this demo's own, no fleet published one. */
export const itemsPerJam = 400;

/** Whether the item that is about to be given will jam. */
export function createMishaps(random: Random): { jams(): boolean } {
  return { jams: () => random() < 1 / itemsPerJam };
}
