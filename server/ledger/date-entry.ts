import { millisOf } from '../../protocol/mqtt/fields.ts';

/** The stamps of a journal entry or of a message that brings some (mqtt.md, journal). */
export interface Stamp {
  readonly at: string;
  readonly boot: number;
  readonly uptimeMs: number;
}

/**
 * How an entry got its date. `uptime`: by the monotonic clock of the sending boot; `clock`: by the machine's own
 * synced wall clock in an earlier boot; `latest`: no clock was set, so the latest possible instant; `clamped`: the
 * machine's stamp cannot be right and was pulled to what can.
 */
export type Dating = 'uptime' | 'clock' | 'latest' | 'clamped';

/**
 * The instant of an entry on the server's clock (mqtt.md, journal: wall time is corrected by `sent`).
 * `receivedAtMs` stands for `sent.at`, so a machine's wrong clock does not matter within the sending boot.
 */
export function dateEntry(
  entry: Stamp & { readonly synced: boolean },
  sent: Stamp,
  receivedAtMs: number,
): { readonly atMs: number; readonly dating: Dating } {
  const dated = dateByStamps(entry, sent, receivedAtMs);
  // Before 1970 there is no date that every store takes.
  return dated.atMs < 0 ? { atMs: 0, dating: 'clamped' } : dated;
}

function dateByStamps(
  entry: Stamp & { readonly synced: boolean },
  sent: Stamp,
  receivedAtMs: number,
): { readonly atMs: number; readonly dating: Dating } {
  if (entry.boot === sent.boot) {
    const ageMs = sent.uptimeMs - entry.uptimeMs;
    if (ageMs < 0) return { atMs: Math.floor(receivedAtMs), dating: 'clamped' };
    return { atMs: Math.floor(receivedAtMs - ageMs), dating: 'uptime' };
  }
  // An earlier boot ended before the sending one began.
  const latestMs = Math.floor(receivedAtMs - sent.uptimeMs);
  if (!entry.synced) return { atMs: latestMs, dating: 'latest' };
  const atMs = millisOf(entry.at);
  return Number.isFinite(atMs) && atMs <= latestMs
    ? { atMs, dating: 'clock' }
    : { atMs: latestMs, dating: 'clamped' };
}
