import { Type } from 'typebox';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { createTransactionStore } from '../ledger/transaction-store.ts';
import { createWhy } from '../ledger/why.ts';
import { readConfig } from './configuration.ts';
import { print, withDatabase } from './database.ts';

const Plain = Type.Object({ data: ServerConfig.properties.data });

/** `why MACHINE TXN`: how a transaction was decided, with every rule that bore on it. */
export async function runWhy([machine = '', txn = '', ...flags]: readonly string[]): Promise<number> {
  if (machine === '' || machine.startsWith('-') || txn === '' || txn.startsWith('-'))
    throw new ServerError('CONFIG_INVALID', 'say why MACHINE TXN');
  const { data } = readConfig(Plain, flags);
  const why = withDatabase(data, (db) => createWhy(createTransactionStore(db))(machine, txn));
  if (why === undefined) throw new ServerError('TXN_UNKNOWN', `${machine} has no transaction ${txn}`);
  print(why);
  return 0;
}
