import type { RefusalReason } from '../../protocol/mqtt/messages/decision.ts';

/** A decision that gave nothing, as it goes into the books. `product` is empty for one that the policy doesn't know. */
export interface Refusal {
  readonly machine: string;
  readonly txn: string;
  readonly product: string;
  readonly reason: RefusalReason;
  readonly atMs: number;
}

/** What the outbox holds of a refusal; `id` is its row in the books, and tells two of one millisecond apart. */
export interface RefusalPoint extends Refusal {
  readonly kind: 'refusal';
  readonly id: number;
  readonly district: string;
}
