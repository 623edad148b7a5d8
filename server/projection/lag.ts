import type { ProjectionHealth } from '../../protocol/http/figures.ts';

/** Points that may wait for InfluxDB before it is said to lag: a minute of a large city. */
const lagLimit = 10_000;

/** Whether InfluxDB is too far behind the ledger for figures to come from it. */
export function lags({ waiting }: ProjectionHealth): boolean {
  return waiting > lagLimit;
}
