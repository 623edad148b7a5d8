/** One cell, as far as it matters for whether it is shown. */
export interface Cell {
  /** What it counts. Nothing tells of nobody, and is always shown. */
  readonly value: number;
  /** Different cards that it is known to tell of; counted no further than `enough`. */
  readonly cards: number;
  /** The sums that it is part of and that other cells tell, each by a name: its district's of its step, its step's, its key's. */
  readonly sums: readonly string[];
}

/**
 * Which cells are shown: none that tells of fewer than `enough` cards, known for certain (k-anonymity). With it goes one more of each sum
 * that it is part of, one that does tell of enough: else what is hidden of that sum could be had as the sum less the cells that are shown.
 * So of what is hidden no more than a sum can be had, and it tells of enough cards.
 */
export function shownOf(cells: readonly Cell[], enough: number): boolean[] {
  const shown = cells.map(({ value, cards }) => value === 0 || cards >= enough);
  const members = new Map<string, number[]>();
  for (const [at, { sums }] of cells.entries())
    for (const sum of sums) {
      const among = members.get(sum);
      if (among === undefined) members.set(sum, [at]);
      else among.push(at);
    }
  for (const among of members.values()) hideOneMore(among);
  return shown;

  function hideOneMore(among: readonly number[]): void {
    const hidden = among.filter((at) => !shown[at]);
    if (hidden.length === 0 || hidden.some((at) => (cells[at] as Cell).cards >= enough)) return;
    let least: number | undefined;
    for (const at of among) {
      const { cards, value } = cells[at] as Cell;
      if (cards < enough || !shown[at]) continue;
      if (least === undefined || value < (cells[least] as Cell).value) least = at;
    }
    if (least !== undefined) shown[least] = false;
  }
}
