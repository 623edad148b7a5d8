import type { Random } from '../random.ts';

/** One item in so many jams on its way: a figure of this demo's own, no fleet published one. */
export const itemsPerJam = 400;

/** One vend in so many is claimed although it went well: the pack lies at the side, or behind the flap. A figure of this demo's own too. */
export const vendsPerClaim = 500;

/** Whether the item that is about to be given will jam, and whether somebody does not see what fell. */
export function createMishaps(random: Random, ofPeople: Random): { jams(): boolean; claims(): boolean } {
  return { jams: () => random() < 1 / itemsPerJam, claims: () => ofPeople() < 1 / vendsPerClaim };
}
