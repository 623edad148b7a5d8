import type { VoucherBatch } from '../../../protocol/http/vouchers.ts';

/** Whether a batch's vouchers are good: not yet, now, no more, or withdrawn. */
export type Standing = 'planned' | 'good' | 'over' | 'withdrawn';

/** How a batch stands at an instant. */
export function standingOf(
  { validFrom, validUntil, withdrawnAt }: Pick<VoucherBatch, 'validFrom' | 'validUntil' | 'withdrawnAt'>,
  nowMs: number,
): Standing {
  if (withdrawnAt !== null) return 'withdrawn';
  if (nowMs < Date.parse(validFrom)) return 'planned';
  return nowMs < Date.parse(validUntil) ? 'good' : 'over';
}
