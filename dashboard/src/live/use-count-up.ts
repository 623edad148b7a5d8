import { useEffect, useRef, useState } from 'react';

/** How long a figure takes to its new value, in ms: the next report of a busy city comes soon after. */
const countMs = 600;

/** Where a figure stands on its way, after a part of the time (0 to 1): quick at first, slower towards the end. */
export function onTheWay(from: number, to: number, part: number): number {
  const left = 1 - Math.min(1, Math.max(0, part));
  return Math.round(to - (to - from) * left ** 3);
}

/**
 * A live number that counts up to its value. The first value stands at once, and so does a smaller one, such as
 * midnight's, and each one for whom `prefers-reduced-motion` is set.
 */
export function useCountUp(value: number): number {
  const [shown, setShown] = useState(value);
  const stands = useRef(value);
  useEffect(() => {
    const from = stands.current;
    const show = (next: number) => {
      stands.current = next;
      setShown(next);
    };
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    // Nothing lies between neighbours: to wait would only contradict what stands beside the figure.
    if (still || value <= from + 1) return show(value);
    const startMs = performance.now();
    let frame = requestAnimationFrame(function step(nowMs) {
      const next = onTheWay(from, value, (nowMs - startMs) / countMs);
      show(next);
      if (next < value) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [value]);
  return shown;
}
