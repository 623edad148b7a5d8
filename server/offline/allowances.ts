/** Something of which a machine's allowance for a card is spent. */
interface Spent {
  readonly machine: string;
  readonly card: string;
  readonly atMs: number;
  readonly pieces: number;
}

/** What one card got from one machine before its count there was forgotten. Pieces. */
export interface Allowance {
  readonly machine: string;
  readonly card: string;
  readonly pieces: number;
}

/**
 * Sorts what cards got into allowances: a machine's count of a card is kept until maxHours of running time after its last
 * offline vend (mqtt.md, desired), and running time is no longer than the clock's. `spent` in the order of time.
 */
export function allowancesOf(spent: readonly Spent[], maxHours: number): Allowance[] {
  const open = new Map<string, { machine: string; card: string; pieces: number; lastMs: number }>();
  const all: Allowance[] = [];
  for (const { machine, card, atMs, pieces } of spent) {
    const known = open.get(`${machine} ${card}`);
    if (known !== undefined && atMs - known.lastMs <= maxHours * 3_600_000) {
      known.pieces += pieces;
      known.lastMs = atMs;
      continue;
    }
    const next = { machine, card, pieces, lastMs: atMs };
    open.set(`${machine} ${card}`, next);
    all.push(next);
  }
  return all;
}
