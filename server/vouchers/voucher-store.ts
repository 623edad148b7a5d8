import type { Pseudonym, UsageStore } from '../ledger/usage-store.ts';
import type { Usage } from '../policy/room.ts';
import type { VoucherTerms } from '../policy/voucher.ts';
import type { Db } from '../store/open.ts';
import { createBatchStore } from './batch-store.ts';
import type { VoucherName } from './text.ts';

/** How far a batch was used, as far as was looked: whole vouchers, and such with something left. */
export interface Tally {
  readonly redeemed: number;
  readonly partly: number;
  /** The last serial that was looked at; undefined: there is no more. */
  readonly reached: number | undefined;
}

/** Vouchers of one look: some ms, in which no decision can be made. */
const portion = 2_000;

/** Vouchers as the ledger meets them: by pseudonym, with what their batch says and what they were charged. */
export function createVoucherStore(db: Db, usage: Pick<UsageStore, 'historyOf'>) {
  const batches = createBatchStore(db);
  const note = db.prepare(
    'INSERT INTO vouchers (card, batch, serial) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const known = db.prepare<[Uint8Array], { batch: string; serial: number; letGo: number }>(
    'SELECT batch, serial, let_go AS letGo FROM vouchers WHERE card = ?',
  );
  const used = db.prepare<[string, number], { serial: number; used: number }>(
    `SELECT v.serial, v.let_go + COALESCE((SELECT SUM(u.pieces) FROM usage u WHERE u.card = v.card), 0)
       - COALESCE((SELECT SUM(a.pieces) FROM allowances a WHERE a.card = v.card), 0) AS used
     FROM vouchers v WHERE v.batch = ? AND v.serial > ? ORDER BY v.serial LIMIT ${portion}`,
  );

  function termsOf({ batch, serial }: VoucherName): VoucherTerms | undefined {
    const found = batches.find(batch);
    if (found === undefined || serial < 1 || serial > found.count) return undefined;
    const { product, pieces, fromMs, untilMs, withdrawnAtMs } = found;
    return { batch, product, pieces, fromMs, untilMs, isWithdrawn: withdrawnAtMs !== null };
  }

  return {
    /** What the batch of a genuine voucher says; undefined where this ledger knows none. */
    termsOf,
    /** The same of a card, where it is a voucher that was charged before. */
    termsOfCard(card: Uint8Array): VoucherTerms | undefined {
      const name = known.get(card);
      return name && termsOf(name);
    },
    /** Everything that a voucher ever had, less what it was given again. */
    historyOf(card: Uint8Array): Usage[] {
      const letGo = known.get(card)?.letGo ?? 0;
      return [...usage.historyOf(card, 0), ...(letGo === 0 ? [] : [{ atMs: 0, product: '', pieces: letGo }])];
    },
    /** From its first charge on a voucher stands in the books. */
    note: ({ card }: Pseudonym, { batch, serial }: VoucherName): void => void note.run(card, batch, serial),
    /** Counts on from a serial, a portion of a batch's vouchers. */
    tally(batch: string, pieces: number, after: number): Tally {
      const rows = used.all(batch, after);
      return {
        redeemed: rows.filter((row) => row.used >= pieces).length,
        partly: rows.filter((row) => row.used > 0 && row.used < pieces).length,
        reached: rows.length < portion ? undefined : rows.at(-1)?.serial,
      };
    },
  };
}
export type VoucherStore = ReturnType<typeof createVoucherStore>;
