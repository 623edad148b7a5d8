import { randomUUID } from 'node:crypto';
import type { VoucherOrder } from '../../protocol/http/vouchers.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { PresentedCard } from '../../protocol/mqtt/messages/authorize.ts';
import { defaultPolicy } from '../../server/policy/default.ts';
import type { PolicyDocument } from '../../server/policy/document.ts';
import { verify } from '../../server/verify/verify.ts';
import { voucherText } from '../../server/vouchers/text.ts';
import { dayMs, ledgerBench, origin } from './ledger-bench.ts';

/** Masks for grown-ups, a pack of five, and for children, a pack of two. */
export const voucherPolicy: PolicyDocument = {
  ...defaultPolicy,
  cards: 3,
  products: [
    ...defaultPolicy.products,
    {
      id: 'child',
      code: 2,
      pieces: 2,
      name: { tr: 'Çocuk maskesi', en: 'Child masks', 'zh-TW': '兒童口罩' },
    },
  ],
  rules: [
    ...defaultPolicy.rules,
    { id: 'child', products: ['child'], limit: 2, window: { rolling: { days: 7 } } },
  ],
};

export const scanned = (id: string): PresentedCard => ({ scheme: 'voucher', id, entry: 'scan' });

/** A ledger with somebody who makes vouchers, a month of packs for grown-ups unless said otherwise. */
export async function voucherDesk(policy = voucherPolicy) {
  const bench = await ledgerBench(policy);
  const { ledger, keys } = bench;
  const given = { actor: 'ayse', nowMs: origin, wallMs: origin };
  const orderOf = (change: Partial<VoucherOrder> = {}): VoucherOrder => ({
    ...{ id: randomUUID(), name: 'Guests', product: 'adult', items: 1, count: 10 },
    ...{ validFrom: instantOf(origin), validUntil: instantOf(origin + 30 * dayMs) },
    ...change,
  });
  const make = (change: Partial<VoucherOrder> = {}) => {
    const outcome = ledger.makeVouchers(orderOf(change), given);
    if (!outcome.done) throw new Error(outcome.code);
    return outcome.batch;
  };
  const textOf = (batch: string, serial = 1) => {
    if (keys.voucher === undefined) throw new Error('these keys sign no vouchers');
    return voucherText(keys.voucher, { batch, serial });
  };
  return {
    ...bench,
    given,
    orderOf,
    make,
    textOf,
    /** The text of the first voucher of a new batch. */
    one: (change: Partial<VoucherOrder> = {}) => textOf(make(change).id),
    tally: ({ id, masks }: { id: string; masks: number }) => ledger.voucherTally(id, masks, 0),
    breaches: async () =>
      (await verify(bench.db, undefined)).flatMap(({ invariant, breached }) =>
        breached > 0 ? [invariant] : [],
      ),
  };
}
export type VoucherDesk = Awaited<ReturnType<typeof voucherDesk>>;
type Machine = ReturnType<VoucherDesk['machine']>;

/** A whole vend as a machine's journal tells it, of a voucher that it sealed. */
export function vendWith(
  desk: VoucherDesk,
  machine: Machine,
  text: string,
  options: {
    txn?: string;
    requested?: number;
    dispensed?: number;
    authority?: string;
    product?: string;
  } = {},
) {
  const { txn = randomUUID(), requested = 1, authority = 'online', product = 'adult' } = options;
  const { dispensed = requested } = options;
  const common = { txn, slot: 0, product, requested };
  const cards = [{ ...desk.seal(`voucher:${text.replaceAll('-', '')}`), qty: requested }];
  return machine.write(
    { type: 'vend.started', ...common, vendCounter: 100, authority, cards },
    { type: 'vend.completed', ...common, dispensed, fault: 0, vendCounter: 100 + dispensed },
  );
}
