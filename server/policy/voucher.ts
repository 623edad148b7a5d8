import { type Account, noAccount } from './account.ts';
import type { Usage } from './room.ts';
import type { Schedule } from './schedule.ts';
import { soonestForAll, within } from './turns.ts';

/** For what a voucher is good: what its batch says. `pieces` in all; from one instant until just before the other. */
export interface VoucherTerms {
  readonly batch: string;
  readonly product: string;
  readonly pieces: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly isWithdrawn: boolean;
}

/** The rule's name under which a decision tells what a batch said. */
export const voucherRule = ({ batch }: VoucherTerms): string => `voucher.${batch}`;

/**
 * What a genuine voucher may have: none of the policy's rules counts it, its batch does, once and for all. `terms` absent: the
 * ledger knows no such batch, as one that was restored from before it was made.
 */
export function openVoucher(
  terms: VoucherTerms | undefined,
  { id: product, pieces }: { readonly id: string; readonly pieces: number },
  history: readonly Usage[],
  opening: Schedule | undefined,
  atMs: number,
): Account {
  if (terms === undefined) return noAccount('not-eligible', ['voucher']);
  const rule = voucherRule(terms);
  if (terms.product !== product) return noAccount('not-eligible', [rule]);
  if (terms.isWithdrawn) return noAccount('blocked', [rule]);
  if (atMs >= terms.untilMs) return noAccount('expired', [rule]);
  const used = usedOf(history);
  const room = Math.max(0, terms.pieces - used);
  const left = Math.floor(room / pieces);
  const isEarly = atMs < terms.fromMs;
  return {
    room,
    items: isEarly ? 0 : left,
    reason: left === 0 ? 'quota' : isEarly ? 'not-your-day' : undefined,
    bearings: [{ rule, allowed: terms.pieces, used, holds: left === 0 || isEarly }],
    nextAtMs(charged) {
      if (left <= charged) return undefined;
      const at = soonestForAll([(from) => Math.max(from, terms.fromMs), within(opening)], atMs);
      return at !== undefined && at < terms.untilMs ? at : undefined;
    },
    alertsBy: () => [],
  };
}

/** A charge of a voucher: what it is good for, and what fell beyond that and is owed for ever. */
export interface VoucherCharge extends Usage {
  readonly isOver: boolean;
}

/** Divides pieces that were given regardless of what a voucher is good for. No window ever has room for the rest, so it is dated like it. */
export function placeOnVoucher(
  allowed: number,
  history: readonly Usage[],
  { atMs, product, pieces }: Usage,
): VoucherCharge[] {
  const within = Math.min(pieces, Math.max(0, allowed - usedOf(history)));
  return [
    { atMs, product, pieces: within, isOver: false },
    { atMs, product, pieces: pieces - within, isOver: true },
  ].filter((one) => one.pieces > 0);
}

const usedOf = (history: readonly Usage[]): number => history.reduce((sum, { pieces }) => sum + pieces, 0);
