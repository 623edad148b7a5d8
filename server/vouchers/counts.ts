import type { VoucherBatch } from '../../protocol/http/vouchers.ts';
import type { BatchFacts } from './operations.ts';
import type { Tally } from './voucher-store.ts';

/** Counts how far batches were used, portion by portion, so that decisions are made in between. */
export function createCounts(tally: (batch: string, pieces: number, after: number) => Promise<Tally>) {
  async function of(batch: BatchFacts): Promise<VoucherBatch> {
    let [redeemed, partly] = [0, 0];
    for (let after: number | undefined = 0; after !== undefined; ) {
      const more: Tally = await tally(batch.id, batch.masks, after);
      redeemed += more.redeemed;
      partly += more.partly;
      after = more.reached;
    }
    return { ...batch, redeemed, partly, left: batch.count - redeemed - partly };
  }

  return {
    /** One batch with its counts. */
    of,
    /** Many, one after the other. */
    async all(batches: readonly BatchFacts[]): Promise<VoucherBatch[]> {
      const counted: VoucherBatch[] = [];
      for (const batch of batches) counted.push(await of(batch));
      return counted;
    },
  };
}
