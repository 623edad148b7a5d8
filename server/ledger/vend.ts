import type { Authority } from './transaction-store.ts';

/** One vend that ended with a count, as it goes into the books. `items` fell; `pieces` are masks. */
export interface Vend {
  readonly machine: string;
  readonly txn: string;
  readonly epoch: string;
  readonly seq: number;
  readonly slot: number;
  readonly product: string;
  readonly atMs: number;
  readonly requested: number;
  readonly items: number;
  readonly pieces: number;
  readonly fault: number;
  readonly vendCounter: number;
  readonly authority: Authority;
  readonly assumed: boolean;
  readonly late: boolean;
  /** From the question to the end, in ms; null where that is not known or nobody was served (service-time.ts). */
  readonly tookMs: number | null;
}
