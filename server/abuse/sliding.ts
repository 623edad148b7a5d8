interface Step {
  step: number;
  sum: number;
}

/**
 * Sums of the last `steps` steps of `stepMs` each, by whatever they are counted for. Kept by the step, so that they take the same room
 * however much was added; a sum never leaves out anything of the whole time, and may hold up to one step more.
 */
export function createSliding(stepMs: number, steps: number) {
  const kept = new Map<string, Step[]>();
  const none: Step[] = [];

  function rowsAt(key: string, atMs: number): Step[] {
    const rows = kept.get(key);
    if (rows === undefined) return none;
    const now = Math.floor(atMs / stepMs);
    const ahead = (rows.at(-1)?.step ?? now) - now;
    // A clock that was set back: what was added is as old as it was, and must not count for an hour more.
    if (ahead > 0) for (const row of rows) row.step -= ahead;
    const oldest = now - steps;
    if ((rows[0]?.step ?? oldest) >= oldest) return rows;
    const live = rows.findIndex(({ step }) => step >= oldest);
    if (live < 0) kept.delete(key);
    else rows.splice(0, live);
    return live < 0 ? none : rows;
  }

  const sumOf = (rows: readonly Step[]) => {
    let all = 0;
    for (const { sum } of rows) all += sum;
    return all;
  };

  return {
    add(key: string, atMs: number, amount: number): void {
      const rows = rowsAt(key, atMs);
      const step = Math.floor(atMs / stepMs);
      const last = rows.at(-1);
      if (last !== undefined && last.step === step) last.sum += amount;
      else if (rows === none) kept.set(key, [{ step, sum: amount }]);
      else rows.push({ step, sum: amount });
    },
    /** What was added in the time up to an instant. */
    sum: (key: string, atMs: number): number => sumOf(rowsAt(key, atMs)),
    /** The first instant from `atMs` on at which the sum has fallen to `most`. */
    fallsTo(key: string, atMs: number, most: number): number {
      const rows = rowsAt(key, atMs);
      let [left, freeMs] = [sumOf(rows), atMs];
      for (const { step, sum } of rows) {
        if (left <= most) break;
        left -= sum;
        freeMs = (step + steps + 1) * stepMs;
      }
      return freeMs;
    },
  };
}
export type Sliding = ReturnType<typeof createSliding>;
