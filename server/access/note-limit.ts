/** Failures that are written to the audit log in one period: whoever guesses must not fill the disk with it. */
export const maxNotes = 30;
/** The period, in ms. */
export const notePeriodMs = 10 * 60_000;

/** Says for each failure whether it is written down, and how many were not since the last one that was. */
export function createNoteLimit(now: () => number): () => { readonly unwritten: number } | undefined {
  let [periodFromMs, written, unwritten] = [now(), 0, 0];
  return () => {
    if (now() - periodFromMs >= notePeriodMs) [periodFromMs, written] = [now(), 0];
    if (written >= maxNotes) {
      unwritten++;
      return undefined;
    }
    written++;
    const note = { unwritten };
    unwritten = 0;
    return note;
  };
}
