import type { Language } from '../../protocol/display/catalogue.ts';
import type { VoucherBatch, VoucherList, VoucherOrder } from '../../protocol/http/vouchers.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import type { Given } from '../fleet/orders.ts';
import type { Policy } from '../policy/document.ts';
import { momentOf } from '../policy/moment.ts';
import type { Db } from '../store/open.ts';
import { type BatchRow, createBatchStore } from './batch-store.ts';
import { makeBatchId } from './text.ts';
import type { VoucherStore } from './voucher-store.ts';

/** Batches that one list tells. */
const maxListed = 100;

export interface VoucherOperationsDeps {
  readonly vouchers: Pick<VoucherStore, 'tally'>;
  readonly audit: AuditStore;
  readonly policy: (nowMs: number) => Policy | undefined;
  readonly random: (length: number) => Uint8Array;
}

/** What became of an order about a batch; a refusal changed nothing. */
export type BatchOutcome<Code extends string> =
  | { readonly done: true; readonly batch: BatchFacts }
  | { readonly done: false; readonly code: Code };

/** A batch without how far it was used. */
export type BatchFacts = Omit<VoucherBatch, 'redeemed' | 'partly' | 'left'>;

/** How vouchers leave the server: as a table, or on paper. Serials, both included. */
export interface Printing {
  readonly form: 'csv' | 'sheet';
  readonly from: number;
  readonly to: number;
}

/** What is written on each voucher of a batch. */
export interface Printed {
  readonly batch: BatchFacts;
  /** The product's name in each language; its id where the policy in force has it no more. */
  readonly product: Readonly<Record<Language, string>>;
  readonly timeZone: string;
}

/** Batches of vouchers: made, withdrawn and printed, each with its line in the audit log. */
export function createVoucherOperations(db: Db, deps: VoucherOperationsDeps) {
  const { vouchers, audit } = deps;
  const batches = createBatchStore(db);
  const found = (batch: BatchRow) => ({ done: true, batch: factsOf(batch) }) as const;

  return {
    /** The newest batches, and what a new one can be of. */
    voucherBatches(nowMs: number): Omit<VoucherList, 'batches'> & { batches: BatchFacts[] } {
      const { products = [], timeZone = 'UTC' } = deps.policy(nowMs) ?? {};
      return {
        timeZone,
        batches: batches.newest(maxListed).map(factsOf),
        products: products.map(({ id, pieces, name }) => ({ id, pieces, name })),
      };
    },

    voucherTally: vouchers.tally,

    /** Makes a batch. The same order again is answered as before. */
    makeVouchers(
      order: VoucherOrder,
      { actor, nowMs, wallMs }: Given,
    ): BatchOutcome<'PRODUCT_UNKNOWN' | 'MOMENT_INVALID' | 'RANGE_INVALID' | 'BATCH_OVER' | 'BATCH_DIFFERS'> {
      const orderId = order.id.toLowerCase();
      const { name, product: wanted, items, count } = order;
      const policy = deps.policy(nowMs);
      const instant = (text: string) => momentOf(text, policy?.timeZone ?? 'UTC', nowMs);
      const [fromMs, untilMs] = [instant(order.validFrom), instant(order.validUntil)];
      if (fromMs === undefined || untilMs === undefined) return { done: false, code: 'MOMENT_INVALID' };
      const before = batches.ofOrder(orderId);
      if (before !== undefined) {
        const same = { ...before, name, product: wanted, items, count, fromMs, untilMs };
        return JSON.stringify(same) === JSON.stringify(before)
          ? found(before)
          : { done: false, code: 'BATCH_DIFFERS' };
      }
      const product = policy?.products.find(({ id }) => id === wanted);
      if (product === undefined) return { done: false, code: 'PRODUCT_UNKNOWN' };
      if (untilMs <= fromMs) return { done: false, code: 'RANGE_INVALID' };
      if (untilMs <= nowMs) return { done: false, code: 'BATCH_OVER' };
      const id = freshId();
      const promised = {
        name,
        product: wanted,
        items,
        pieces: items * product.pieces,
        count,
        fromMs,
        untilMs,
      };
      batches.add({ id, orderId, ...promised, madeBy: actor, madeAtMs: nowMs });
      const made = found(batches.find(id) as BatchRow);
      const { validFrom, validUntil } = made.batch;
      const detail = { name, product: wanted, qty: items, count, validFrom, validUntil };
      audit.add(wallMs, { actor, action: 'vouchers-made', subject: id, detail });
      return made;
    },

    /** Withdraws a batch: none of its vouchers gives anything from now on. What they gave stays. */
    withdrawVouchers(
      id: string,
      reason: string,
      given: Given,
    ): BatchOutcome<'BATCH_UNKNOWN' | 'BATCH_WITHDRAWN'> {
      const { actor, nowMs, wallMs } = given;
      if (batches.find(id) === undefined) return { done: false, code: 'BATCH_UNKNOWN' };
      if (!batches.withdraw(id, actor, nowMs, reason)) return { done: false, code: 'BATCH_WITHDRAWN' };
      audit.add(wallMs, { actor, action: 'vouchers-withdrawn', subject: id, detail: { reason } });
      return found(batches.find(id) as BatchRow);
    },

    /** Writes down that vouchers are printed, before any of them leaves the server. Serials beyond the batch are left out. */
    printVouchers(
      id: string,
      { form, from, to }: Printing,
      { actor, nowMs, wallMs }: Given,
    ):
      | { readonly done: true; readonly printed: Printed }
      | { readonly done: false; readonly code: 'BATCH_UNKNOWN' | 'BATCH_WITHDRAWN' | 'RANGE_INVALID' } {
      const batch = batches.find(id);
      if (batch === undefined) return { done: false, code: 'BATCH_UNKNOWN' };
      if (batch.withdrawnAtMs !== null) return { done: false, code: 'BATCH_WITHDRAWN' };
      if (from > to || from > batch.count) return { done: false, code: 'RANGE_INVALID' };
      const detail = { form, from, to: Math.min(to, batch.count) };
      audit.add(wallMs, { actor, action: 'vouchers-printed', subject: id, detail });
      const { products = [], timeZone = 'UTC' } = deps.policy(nowMs) ?? {};
      const { name: product = { tr: batch.product, en: batch.product, 'zh-TW': batch.product } } =
        products.find((one) => one.id === batch.product) ?? {};
      return { done: true, printed: { batch: factsOf(batch), product, timeZone } };
    },
  };

  /** Drawn again in the one case of a million millions: two batches of one id would be one. */
  function freshId(): string {
    let id = makeBatchId(deps.random);
    while (batches.find(id) !== undefined) id = makeBatchId(deps.random);
    return id;
  }
}

function factsOf(row: BatchRow): BatchFacts {
  const { id, name, product, items, pieces, count, madeBy, withdrawnBy } = row;
  return {
    ...{ id, name, product, items, masks: pieces, count, madeBy, withdrawnBy },
    validFrom: instantOf(row.fromMs),
    validUntil: instantOf(row.untilMs),
    madeAt: instantOf(row.madeAtMs),
    withdrawnAt: row.withdrawnAtMs === null ? null : instantOf(row.withdrawnAtMs),
    reason: row.withdrawnWhy,
  };
}
