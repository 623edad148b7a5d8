/** One cell of a step, as far as it matters for whether it is shown. */
export interface Cell {
  /** What it counts; more than nothing. */
  readonly value: number;
  /** Different cards that it is known to tell of; counted no further than `enough`. */
  readonly cards: number;
  /** What it is added up with elsewhere: a machine's district. */
  readonly group: string;
}

/**
 * Which cells of one step are shown: none that tells of fewer than `enough` cards, known for certain (k-anonymity). Where cells add
 * up, one more goes with them that does tell of enough: what is hidden of a step, or of a group of it, could else be had as the sum
 * that another question tells less the cells that are shown. So of what is hidden only a sum can be had, and it tells of enough cards.
 */
export function shownOf(cells: readonly Cell[], enough: number, addsUp: boolean): boolean[] {
  const shown = cells.map(({ cards }) => cards >= enough);
  if (!addsUp) return shown;
  const all = [...cells.keys()];
  const groups = Map.groupBy(all, (at) => (cells[at] as Cell).group);
  for (const members of [...groups.values(), all]) hideOneMore(members);
  return shown;

  function hideOneMore(members: readonly number[]): void {
    const hidden = members.filter((at) => !shown[at]);
    if (hidden.length === 0 || hidden.some((at) => (cells[at] as Cell).cards >= enough)) return;
    const [least] = members
      .filter((at) => shown[at])
      .sort((a, b) => (cells[a] as Cell).value - (cells[b] as Cell).value);
    if (least !== undefined) shown[least] = false;
  }
}
