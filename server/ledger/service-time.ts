import type { Dating } from './date-entry.ts';

/**
 * Upper ends of the classes of service time, in seconds. InfluxDB and the ledger's roll-ups count vends by these same
 * classes, so that a median over any machines and span comes from counts alone, and is the same from both.
 */
export const serviceBounds = [
  2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 60, 90, 150, 300, 900,
] as const;

/** A vend that took longer did not serve anybody who still stood there: it was settled after a fault. */
const longestMs = 900_000;

/** What is known of a vend when it ends. */
export interface EndedVend {
  readonly authority: string;
  readonly dispensed: number;
  readonly assumed: boolean;
  readonly late: boolean;
  readonly dating: Dating;
  readonly decidedAtMs: number | null;
  readonly atMs: number;
}

/**
 * Milliseconds from the question to the end of the vend; null where nobody was served, where the server did not decide,
 * or where the end has no exact date (only `uptime` is on the server's own clock).
 */
export function tookMsOf(vend: EndedVend): number | null {
  const { authority, dispensed, assumed, late, dating, decidedAtMs, atMs } = vend;
  if (authority !== 'online' || dispensed === 0 || assumed || late || dating !== 'uptime') return null;
  if (decidedAtMs === null) return null;
  const tookMs = atMs - decidedAtMs;
  return tookMs >= 0 && tookMs <= longestMs ? tookMs : null;
}

/** The class of a service time, as its place in {@link serviceBounds}. */
export function serviceClassOf(tookMs: number): number {
  const at = serviceBounds.findIndex((bound) => tookMs <= bound * 1000);
  return at === -1 ? serviceBounds.length - 1 : at;
}
