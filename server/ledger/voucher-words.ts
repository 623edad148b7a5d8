import type { DisplayKey } from '../../protocol/display/catalogue.ts';
import type { RefusalReason } from '../../protocol/mqtt/messages/decision.ts';
import type { AskedCard } from './ask.ts';

const keys: Readonly<Partial<Record<RefusalReason, DisplayKey>>> = {
  'bad-id': 'voucherUnread',
  quota: 'voucherUsed',
  blocked: 'voucherBlocked',
  'not-eligible': 'voucherElsewhere',
  expired: 'voucherExpired',
};

/**
 * What a display says in the place of what it says of cards, where it is a voucher that is refused: of several cards the reason is the
 * first one's (mqtt.md, authorize). `when`: from when on it is good; its dates are printed on it, so whoever scans it may know them.
 */
export function voucherKey(
  cards: readonly AskedCard[],
  reason: RefusalReason,
  nextAtMs: number | undefined,
): { readonly key: DisplayKey; readonly whenMs?: number } | undefined {
  if (cards[0]?.scheme !== 'voucher') return undefined;
  if (reason === 'not-your-day') {
    // Beside somebody else's number the date may be that number's.
    const isOwn = cards.every(({ scheme, entry }) => scheme === 'voucher' || entry === 'tap');
    return isOwn && nextAtMs !== undefined
      ? { key: 'voucherEarly', whenMs: nextAtMs }
      : { key: 'voucherNotYet' };
  }
  const key = keys[reason];
  return key && { key };
}
