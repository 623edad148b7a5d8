import type { Figures } from '../../protocol/http/figures.ts';

/** The questions of the pages. Answered from InfluxDB, or from the ledger's roll-ups, with the same numbers. */
export interface Analytics {
  /** Masks since local midnight and in all. @throws ServerError INFLUX_UNAVAILABLE, LEDGER_UNAVAILABLE */
  figures(dayStartMs: number): Promise<Figures>;
}

/** Asks the first source while it is up, and the second where it isn't, or fails. */
export function withFallback(first: Analytics, isUp: () => boolean, second: Analytics): Analytics {
  return {
    figures: (dayStartMs) =>
      isUp() ? first.figures(dayStartMs).catch(() => second.figures(dayStartMs)) : second.figures(dayStartMs),
  };
}
