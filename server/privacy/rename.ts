import type { Db } from '../store/open.ts';

/** What a charge that was let go has in the place of its key's name; no key is named so. */
export const erasedKey = 'erased';
/** The same of a voucher's charge: none of the policy's rules was ever about it. */
export const erasedVoucherKey = 'erased-voucher';

/** A charge that names its card no more. */
export interface LetGo {
  readonly id: number;
  readonly card: Uint8Array;
  readonly pieces: number;
}

/**
 * Gives a charge a random name of its own, by which it can be found or joined no more; what was given stays counted. What a voucher
 * had is kept with the voucher, which would be good again.
 */
export function createRename(db: Db, random: (length: number) => Uint8Array): (charge: LetGo) => void {
  const keepUsed = db.prepare('UPDATE vouchers SET let_go = let_go + ? WHERE card = ?');
  const rename = db.prepare(
    `UPDATE usage SET card = ?, key_id = CASE key_id WHEN '${erasedVoucherKey}' THEN key_id ELSE ? END WHERE id = ?`,
  );
  return ({ id, card, pieces }) => {
    const isVoucher = keepUsed.run(pieces, card).changes > 0;
    rename.run(random(card.length), isVoucher ? erasedVoucherKey : erasedKey, id);
  };
}

/** The same of what staff gave beyond a share. What was given beyond a voucher is kept with it as well, or it would be good for less than before. */
export function createRenameAllowance(
  db: Db,
  random: (length: number) => Uint8Array,
): (allowance: LetGo) => void {
  const keepGiven = db.prepare('UPDATE vouchers SET let_go = let_go - ? WHERE card = ?');
  const rename = db.prepare(`UPDATE allowances SET card = ?, key_id = '${erasedKey}' WHERE id = ?`);
  return ({ id, card, pieces }) => {
    keepGiven.run(pieces, card);
    rename.run(random(card.length), id);
  };
}

/** What stands in the place of a key's name where a charge was let go: its card is none to count or to ask for. */
export const erasedKeys = [erasedKey, erasedVoucherKey] as const;
/** The same as a list of SQL. */
export const erasedList = erasedKeys.map((key) => `'${key}'`).join(', ');
