/** A change against another figure, in whole percent; undefined where there is nothing to compare with. */
export function changeOf(value: number, before: number | null): number | undefined {
  if (before === null || before === 0) return undefined;
  return Math.round(((value - before) / before) * 100);
}
