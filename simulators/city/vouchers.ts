import type { Random } from '../random.ts';
import type { Card } from './cards.ts';

/** Of those who come, how many have no card and bring a voucher. */
const voucherShare = 0.02;
/** Of these, how many bring one that was used before. */
const usedShare = 0.1;

/** People without a card. The texts of their vouchers are kept here alone, as each of them keeps his. */
export function createVouchers(random: Random) {
  const fresh: string[] = [];
  const used: string[] = [];
  return {
    /** Somebody handed vouchers out. */
    handOut(texts: readonly string[]): void {
      fresh.push(...texts);
    },
    /** What the next one brings who has no card; undefined: who comes next has one. */
    next(): Card | undefined {
      if (random() >= voucherShare) return undefined;
      const again = used[Math.floor(random() * used.length)];
      if (random() < usedShare && again !== undefined) return { scheme: 'voucher', id: again };
      const id = fresh.pop();
      if (id === undefined) return undefined;
      used.push(id);
      return { scheme: 'voucher', id };
    },
  };
}
