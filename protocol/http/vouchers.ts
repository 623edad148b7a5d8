import { type Static, Type } from 'typebox';
import { Count, Instant, Language, ProductId, Uuid } from '../mqtt/fields.ts';

/** The most vouchers of one batch, and of one printed sheet: a hundred pages of 24. */
export const maxVouchers = 100_000;
export const maxPrinted = 2_400;

/** A batch's public id: it stands on each of its vouchers, and in addresses. */
export const BatchId = Type.String({ pattern: '^[0-9A-HJKMNP-TV-Z]{8}$' });

const name = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' });
/** A date, or a date with a time, both in the policy's time zone, or an instant. */
const moment = Type.String({ minLength: 3, maxLength: 40 });
const items = Type.Integer({ minimum: 1, maximum: 255 });
const count = Type.Integer({ minimum: 1, maximum: maxVouchers });
const reason = Type.String({ minLength: 3, maxLength: 500 });

/**
 * A batch that is to be made (POST /api/vouchers). `items` of the product a voucher; it is good from `validFrom` until just before
 * `validUntil`. `id`: the idempotency key.
 */
export const VoucherOrder = Type.Object({
  ...{ id: Uuid, name, product: ProductId, items, count },
  ...{ validFrom: moment, validUntil: moment },
});
export type VoucherOrder = Static<typeof VoucherOrder>;

/**
 * A batch of vouchers. `masks` a voucher; of `count` vouchers `redeemed` have nothing left, `partly` have something left, and `left`
 * were never used.
 */
export const VoucherBatch = Type.Object({
  id: BatchId,
  ...{ name, product: Type.String(), items, masks: Count, count },
  ...{ validFrom: Instant, validUntil: Instant },
  madeBy: Type.String(),
  madeAt: Instant,
  withdrawnBy: Type.Union([Type.String(), Type.Null()]),
  withdrawnAt: Type.Union([Instant, Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
  ...{ redeemed: Count, partly: Count, left: Count },
});
export type VoucherBatch = Static<typeof VoucherBatch>;

/** The batches (GET /api/vouchers), the newest first, at most 100; `products`: what the policy in force gives, by id. */
export const VoucherList = Type.Object({
  /** The policy's, in which dates of vouchers are told. */
  timeZone: Type.String(),
  batches: Type.Array(VoucherBatch),
  products: Type.Array(
    Type.Object({ id: Type.String(), pieces: Count, name: Type.Record(Type.String(), Type.String()) }),
  ),
});
export type VoucherList = Static<typeof VoucherList>;

/** Why a batch is withdrawn (POST /api/vouchers/:batch/withdraw). */
export const VoucherWithdrawal = Type.Object({ reason });
export type VoucherWithdrawal = Static<typeof VoucherWithdrawal>;

const serial = Type.Integer({ minimum: 1, maximum: maxVouchers });

/** Which vouchers of a batch are printed, both included, and in whose language (GET /api/vouchers/:batch/sheet). */
export const SheetQuestion = Type.Object({ from: serial, to: serial, language: Language });
export type SheetQuestion = Static<typeof SheetQuestion>;
