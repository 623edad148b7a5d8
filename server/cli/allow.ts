import { resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { ConfigError } from '../../protocol/base/config.ts';
import { schemes } from '../../protocol/serial/constants.ts';
import { createAllowanceStore } from '../allowances/allowance-store.ts';
import { createAuditStore } from '../audit/audit-store.ts';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { pseudonymOf } from '../keys/pseudonyms.ts';
import { createPolicyStore } from '../policy/policy-store.ts';
import { keysOfLedger } from '../store/ledger-keys.ts';
import { openDatabase, readSetting } from '../store/open.ts';
import { readConfig } from './configuration.ts';
import { holdLedger, print, readDatabase } from './database.ts';
import { readHidden } from './read-password.ts';

const data = { data: ServerConfig.properties.data };
const Plain = Type.Object(data);
const Allow = Type.Object({
  ...data,
  scheme: Type.Enum([...schemes], { description: 'What kind of number it is', allowed: schemes.join(', ') }),
  product: Type.String({ description: 'Of which product', allowed: 'the id of a product of the policy' }),
  items: Type.Integer({
    ...{ minimum: 1, maximum: 255, default: 1 },
    description: 'How many items, beyond the card’s share',
    allowed: '1 to 255, and no more than the appeal lets',
  }),
  appeal: Type.String({
    description: 'For which reason of the policy’s',
    allowed: 'the id of an appeal of the policy',
  }),
  note: Type.String({
    ...{ minLength: 3, maxLength: 500 },
    description: 'What happened, for the audit log; no number',
    allowed: '3 to 500 characters',
  }),
});

/** `allow`: a card, whose number is read unseen, may have more than its share; `allow list`: what was given so. Also while the server runs. */
export async function runAllow(argv: readonly string[]): Promise<number> {
  const [verb = '', ...rest] = argv;
  if (verb === 'list')
    return readDatabase(readConfig(Plain, rest).data, (db) => {
      for (const sum of createAllowanceStore(db).sums()) print(sum);
      return 0;
    });
  return allow(readConfig(Allow, argv));
}

async function allow(config: Static<typeof Allow>): Promise<number> {
  const { scheme, items } = config;
  holdLedger(config.data);
  const folder = resolve(config.data);
  const db = openDatabase(folder, undefined);
  try {
    if (readSetting(db, 'clock') === 'simulated')
      throw new ServerError('DATA_OTHER_CLOCK', `--data ${config.data}: this ledger runs on simulated time`);
    const policy = createPolicyStore(db).current(Date.now());
    const product = policy?.products.find(({ id }) => id === config.product);
    if (product === undefined)
      throw wrong(
        'product',
        config.product,
        policy?.products.map(({ id }) => id),
      );
    const appeal = policy?.appeals.find(({ id }) => id === config.appeal);
    if (appeal === undefined)
      throw wrong(
        'appeal',
        config.appeal,
        policy?.appeals.map(({ id }) => id),
      );
    if (items > appeal.items) throw wrong('items', String(items), [`up to ${appeal.items} for ${appeal.id}`]);
    const keys = await keysOfLedger(db, folder);
    const who = pseudonymOf(keys, scheme, await readHidden('Number: '));
    if (who === undefined)
      throw new ServerError('NUMBER_INVALID', `that is no number of scheme ${scheme}; nothing was changed`);
    const pieces = items * product.pieces;
    const given = { product: product.id, pieces, category: appeal.id, reason: config.note };
    const actor = 'command line';
    db.transaction(() => {
      createAllowanceStore(db).give(who.card, who.keyId, { ...given, actor, atMs: Date.now() });
      // Whose it was is not written down.
      const detail = { appeal: appeal.id, qty: items, reason: config.note };
      createAuditStore(db).add(Date.now(), { actor, action: 'allowance-given', subject: '', detail });
    }).immediate();
    print(given);
    return 0;
  } finally {
    db.close();
  }
}

const wrong = (key: string, value: string, allowed: readonly string[] = []) =>
  new ConfigError([
    { key, source: `--${key}`, value, allowed: allowed.join(', ') || 'none: the policy names none' },
  ]);
