/** A share of fewer than these is chance: three packs after midnight are no 150 % more than one. */
const fewMasks = 100;

/** A change against another figure, in whole percent; undefined where there is too little to compare with. */
export function changeOf(value: number, before: number | null): number | undefined {
  if (before === null || before < fewMasks) return undefined;
  return Math.round(((value - before) / before) * 100);
}
