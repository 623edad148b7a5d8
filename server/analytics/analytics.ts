import type { Measure } from '../../protocol/http/analytics.ts';
import type { Figures } from '../../protocol/http/figures.ts';
import type { Run } from './steps.ts';

/** What a source can split by itself; districts are put together from machines. */
export type Split = 'none' | 'machine' | 'product' | 'reason';

/** One question to a source: counts of a measure in each step of a run. A list that is absent means all. */
export interface Slice {
  readonly measure: Measure;
  readonly split: Split;
  readonly run: Run;
  readonly machines?: readonly string[];
  readonly products?: readonly string[];
  readonly reasons?: readonly string[];
}

/**
 * `n` masks, vends or refusals in the step that begins at `atMs`. `cls` is the class of service time (a place in
 * serviceBounds), 0 for every other measure. Tallies add up: that is what makes all larger answers.
 */
export interface Tally {
  readonly atMs: number;
  readonly key: string;
  readonly cls: number;
  readonly n: number;
}

/** Where figures are asked. Every source gives the same numbers. */
export interface AnalyticsSource {
  readonly name: Figures['source'];
  /** Masks since local midnight and in all. @throws ServerError INFLUX_UNAVAILABLE, LEDGER_UNAVAILABLE */
  figures(dayStartMs: number): Promise<Figures>;
  /** @throws ServerError INFLUX_UNAVAILABLE, LEDGER_UNAVAILABLE */
  tallies(slice: Slice): Promise<Tally[]>;
  /** The newest vend or refusal that the source knows. @throws as `tallies` */
  newestMs(): Promise<number | null>;
}

/** The questions of the pages. Answered from InfluxDB, or from the ledger's roll-ups, with the same numbers. */
export interface Analytics {
  figures(dayStartMs: number): Promise<Figures>;
  /** Runs a question of several parts on one source, so that its parts fit each other. */
  ask<T>(question: (source: AnalyticsSource) => Promise<T>): Promise<T>;
}

/** Asks the first source while it is up, and the second where there is none, it isn't up, or it fails. */
export function withFallback(
  first: AnalyticsSource | undefined,
  isUp: () => boolean,
  second: AnalyticsSource,
): Analytics {
  const ask = <T>(question: (source: AnalyticsSource) => Promise<T>) =>
    first !== undefined && isUp() ? question(first).catch(() => question(second)) : question(second);
  return { figures: (dayStartMs) => ask((source) => source.figures(dayStartMs)), ask };
}
