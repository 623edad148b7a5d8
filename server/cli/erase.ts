import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { Type } from 'typebox';
import { Instant, instantOf, millisOf } from '../../protocol/mqtt/fields.ts';
import { schemes } from '../../protocol/serial/constants.ts';
import { createAuditStore } from '../audit/audit-store.ts';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { pseudonymOf } from '../keys/pseudonyms.ts';
import { createPolicyStore } from '../policy/policy-store.ts';
import { countedUntil, reachOf } from '../policy/room.ts';
import { createErasure } from '../privacy/erase.ts';
import { keysOfLedger } from '../store/ledger-keys.ts';
import { openDatabase } from '../store/open.ts';
import { readConfig } from './configuration.ts';
import { holdLedger, print } from './database.ts';
import { readHidden } from './read-password.ts';

const Erase = Type.Object({
  data: ServerConfig.properties.data,
  scheme: Type.Enum([...schemes], { description: 'What kind of number it is', allowed: schemes.join(', ') }),
  counted: Type.Boolean({
    default: false,
    description: 'Also what a rule still counts: the card may then have its share again',
    allowed: 'true, false',
  }),
  actor: Type.String({
    ...{ default: 'command line', maxLength: 100 },
    description: 'Who does it, for the audit log',
    allowed: 'a name',
  }),
  asOf: Type.Optional(
    Type.String({
      ...Instant,
      description: 'The ledger’s time, where it is not that of this machine',
      allowed: 'an instant such as 2026-03-01T00:00:00.000Z',
    }),
  ),
});

/** `erase --scheme S`: a card's number is read unseen and what names it let go; also while the server runs. */
export async function runErase(argv: readonly string[]): Promise<number> {
  const { data, scheme, counted, actor, asOf } = readConfig(Erase, argv);
  holdLedger(data);
  const folder = resolve(data);
  const number = await readHidden('Number: ');
  const db = openDatabase(folder, undefined);
  // What is let go of is written over, not only forgotten.
  db.pragma('secure_delete = ON');
  try {
    const who = pseudonymOf(await keysOfLedger(db, folder), scheme, number);
    if (who === undefined)
      throw new ServerError('NUMBER_INVALID', `that is no number of scheme ${scheme}; nothing was changed`);
    const nowMs = asOf === undefined ? Date.now() : millisOf(asOf);
    const policies = createPolicyStore(db).fromNowOn(nowMs);
    const reachMs = Math.min(nowMs, ...policies.map((policy) => reachOf(policy, nowMs)));
    const erased = createErasure(db, randomBytes)(
      [who.card, ...(who.before ?? [])],
      counted ? Number.POSITIVE_INFINITY : reachMs,
      ({ lists, countedUntilMs: _, ...counts }) =>
        // Whose it was is not written down: that is what was asked.
        createAuditStore(db).add(Date.now(), {
          ...{ actor, action: 'card-erased', subject: '' },
          detail: { ...counts, lists: lists.join(' ') },
        }),
    );
    // The log holds the pages as they were before.
    db.pragma('wal_checkpoint(TRUNCATE)');
    const { countedUntilMs, ...told } = erased;
    const until = countedUntilMs === null ? undefined : countedUntil(policies, countedUntilMs, nowMs);
    print({ ...told, countedUntil: until === undefined ? null : instantOf(until) });
    return 0;
  } finally {
    db.close();
  }
}
