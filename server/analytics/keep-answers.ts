/**
 * Keeps answers for a while: who asks the same as another, at the same time or soon after, shares one reading. What
 * failed is not kept. `max` answers at most, the oldest go first.
 */
export function keepAnswers<Q, A>(
  limits: { keptMs: number; max: number; monotonic: () => number },
  read: (question: Q) => Promise<A>,
): (question: Q) => Promise<A> {
  const kept = new Map<string, { readonly answer: Promise<A>; untilMs: number }>();

  return (question) => {
    const name = JSON.stringify(question);
    const known = kept.get(name);
    if (known !== undefined && limits.monotonic() < known.untilMs) return known.answer;
    // It is kept while it is read, however long that takes, and from its end on for its time.
    const fresh = { answer: read(question), untilMs: Number.POSITIVE_INFINITY };
    const forget = () => void (kept.get(name) === fresh && kept.delete(name));
    fresh.answer.then(() => {
      fresh.untilMs = limits.monotonic() + limits.keptMs;
    }, forget);
    kept.delete(name);
    kept.set(name, fresh);
    for (const oldest of kept.keys()) {
      if (kept.size <= limits.max) break;
      kept.delete(oldest);
    }
    return fresh.answer;
  };
}
