import { ServerError } from '../errors.ts';
import { addVoucherKey, areGiven, type Keys, loadKeys, readKeys } from '../keys/key-file.ts';
import { goesOn, namesOf } from '../keys/key-ring.ts';
import { type Db, readSetting, writeSetting } from './open.ts';

/**
 * The keys with which a ledger was written, or the first ones of a new one. @throws ServerError KEYS_UNREADABLE where the folder holds
 * others, or none although it had some.
 */
export async function keysOfLedger(db: Db, dataDir: string): Promise<Keys> {
  const kept = readSetting(db, 'keys');
  const keys = await loadKeys(dataDir, kept === undefined);
  if (kept !== undefined && !goesOn(keys, kept)) {
    const message = `the keys in ${dataDir} are not those that its ledger was written with: every card would have a new history; restore keys.json from the same backup`;
    throw new ServerError('KEYS_UNREADABLE', message);
  }
  if (kept !== namesOf(keys)) writeSetting(db, 'keys', namesOf(keys));
  const signing = readSetting(db, 'voucher-key');
  if (signing !== undefined && signing === keys.voucher?.id) return keys;
  return withVoucherKey(db, dataDir);
}

/**
 * A ledger and a key file from before there were vouchers get a key for them. Behind the ledger's own lock, as a command may
 * be doing the same: of two keys one would be lost, with all that was printed by it.
 */
function withVoucherKey(db: Db, dataDir: string): Keys {
  const add = db.transaction((): Keys => {
    const read = readKeys(dataDir);
    const signing = readSetting(db, 'voucher-key');
    const isOther = signing !== undefined && signing !== read.voucher?.id;
    if (isOther && hasGoodVouchers(db)) {
      const message = `the keys in ${dataDir} lack the one that its vouchers were signed with: none of them would be taken; restore keys.json from the same backup, or withdraw the batches that are still good (voucher list, voucher withdraw)`;
      throw new ServerError('KEYS_UNREADABLE', message);
    }
    // Those of the environment are added to there: until then no vouchers are signed.
    const keys = read.voucher === undefined && !areGiven() ? addVoucherKey(dataDir, read) : read;
    if (keys.voucher !== undefined) writeSetting(db, 'voucher-key', keys.voucher.id);
    return keys;
  });
  return add.immediate();
}

/** Whether people hold vouchers that would be refused. Of a simulated ledger nobody knows the time here. */
function hasGoodVouchers(db: Db): boolean {
  const nowMs = readSetting(db, 'clock') === 'simulated' ? 0 : Date.now();
  const good = 'SELECT 1 FROM voucher_batches WHERE withdrawn_at IS NULL AND valid_until > ? LIMIT 1';
  return db.prepare(good).get(nowMs) !== undefined;
}
