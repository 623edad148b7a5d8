import type { RefusalReason } from '../../protocol/mqtt/messages/decision.ts';

/** A decision that gave nothing, as it goes into the books. `product` is empty for one that the policy doesn't know. */
export interface Refusal {
  readonly machine: string;
  readonly txn: string;
  readonly product: string;
  readonly reason: RefusalReason;
  readonly atMs: number;
}
