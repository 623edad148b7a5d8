import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { Type } from 'typebox';
import { cardName, normaliseCard } from '../../protocol/identity/card.ts';
import { schemes } from '../../protocol/serial/constants.ts';
import { createAuditStore } from '../audit/audit-store.ts';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { keyedHash } from '../keys/key-file.ts';
import { createErasure } from '../privacy/erase.ts';
import { keysOfLedger } from '../store/ledger-keys.ts';
import { openDatabase } from '../store/open.ts';
import { readConfig } from './configuration.ts';
import { holdLedger, print } from './database.ts';
import { readHidden } from './read-password.ts';

const Erase = Type.Object({
  data: ServerConfig.properties.data,
  scheme: Type.Enum([...schemes], { description: 'What kind of number it is', allowed: schemes.join(', ') }),
});

/** `erase --scheme S`: a card's number is read unseen and everything that names it let go; also while the server runs. */
export async function runErase(argv: readonly string[]): Promise<number> {
  const { data, scheme } = readConfig(Erase, argv);
  holdLedger(data);
  const folder = resolve(data);
  const normal = normaliseCard(scheme, await readHidden('Number: '));
  if (normal === undefined)
    throw new ServerError('NUMBER_INVALID', `that is no number of scheme ${scheme}; nothing was changed`);
  const db = openDatabase(folder, undefined);
  // What is let go of is written over, not only forgotten.
  db.pragma('secure_delete = ON');
  try {
    const keys = await keysOfLedger(db, folder);
    const erased = db
      .transaction(() => {
        const done = createErasure(db, randomBytes)(keyedHash(keys, cardName(scheme, normal)));
        const { lists, ...counts } = done;
        // Whose it was is not written down: that is what was asked.
        createAuditStore(db).add(Date.now(), {
          ...{ actor: 'command line', action: 'card-erased', subject: '' },
          detail: { ...counts, lists: lists.join(' ') },
        });
        return done;
      })
      .immediate();
    // The log holds the pages as they were before.
    db.pragma('wal_checkpoint(TRUNCATE)');
    print(erased);
    return 0;
  } finally {
    db.close();
  }
}
