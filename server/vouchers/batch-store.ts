import type { Db } from '../store/open.ts';

/** A batch as it was made, and withdrawn. Times in ms since 1970; `pieces` a voucher. */
export interface BatchRow {
  readonly id: string;
  readonly name: string;
  readonly product: string;
  readonly items: number;
  readonly pieces: number;
  readonly count: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly madeBy: string;
  readonly madeAtMs: number;
  readonly withdrawnBy: string | null;
  readonly withdrawnAtMs: number | null;
  readonly withdrawnWhy: string | null;
}

/** A batch that is to be made. `orderId`: the idempotency key. */
export type NewBatch = Omit<BatchRow, 'withdrawnBy' | 'withdrawnAtMs' | 'withdrawnWhy'> & {
  readonly orderId: string;
};

const columns = `id, name, product, items, pieces, count, valid_from AS fromMs, valid_until AS untilMs, made_by AS madeBy,
  made_at AS madeAtMs, withdrawn_by AS withdrawnBy, withdrawn_at AS withdrawnAtMs, withdrawn_why AS withdrawnWhy`;

/** The batches of vouchers: what each promises, and whether it still does. */
export function createBatchStore(db: Db) {
  const one = db.prepare<[string], BatchRow>(`SELECT ${columns} FROM voucher_batches WHERE id = ?`);
  const ofOrder = db.prepare<[string], BatchRow>(`SELECT ${columns} FROM voucher_batches WHERE order_id = ?`);
  const newest = db.prepare<[number], BatchRow>(
    `SELECT ${columns} FROM voucher_batches ORDER BY made_at DESC, id LIMIT ?`,
  );
  const insert = db.prepare(
    `INSERT INTO voucher_batches (id, order_id, name, product, items, pieces, count, valid_from, valid_until, made_by, made_at)
     VALUES (@id, @orderId, @name, @product, @items, @pieces, @count, @fromMs, @untilMs, @madeBy, @madeAtMs)`,
  );
  const withdraw = db.prepare(
    'UPDATE voucher_batches SET withdrawn_by = ?, withdrawn_at = ?, withdrawn_why = ? WHERE id = ? AND withdrawn_at IS NULL',
  );
  return {
    find: (id: string): BatchRow | undefined => one.get(id),
    ofOrder: (orderId: string): BatchRow | undefined => ofOrder.get(orderId),
    /** The newest first. */
    newest: (most: number): BatchRow[] => newest.all(most),
    add(batch: NewBatch): void {
      insert.run({ ...batch, madeAtMs: Math.floor(batch.madeAtMs) });
    },
    /** False: it was withdrawn before, or is not there. */
    withdraw: (id: string, by: string, atMs: number, why: string): boolean =>
      withdraw.run(by, Math.floor(atMs), why, id).changes > 0,
  };
}
export type BatchStore = ReturnType<typeof createBatchStore>;
