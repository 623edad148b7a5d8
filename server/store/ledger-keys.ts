import { ServerError } from '../errors.ts';
import { type Keys, loadKeys } from '../keys/key-file.ts';
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
  return keys;
}
