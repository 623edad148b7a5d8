import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { Type } from 'typebox';
import { createAuditStore } from '../audit/audit-store.ts';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { followKeys, type Keys, makePseudonymKey, saveKeys } from '../keys/key-file.ts';
import { begunAnew, maxFormer, namesOf, rotated, without } from '../keys/key-ring.ts';
import { createKeyUseStore, type KeyUse } from '../keys/key-use-store.ts';
import { keysOfLedger } from '../store/ledger-keys.ts';
import { type Db, openDatabase, writeSetting } from '../store/open.ts';
import { readConfig } from './configuration.ts';
import { holdLedger, print } from './database.ts';

const data = { data: ServerConfig.properties.data };
const Plain = Type.Object(data);
const Ending = Type.Object({
  ...data,
  now: Type.Boolean({
    default: false,
    description: 'Also where shares are still counted, or lists still read, by the key that goes',
    allowed: 'true, false',
  }),
});

/** A running server looks for changes twice a second; before it has seen one, it still makes names with the key before. */
const followedMs = 5_000;

/**
 * `keys list`, `keys rotate`, `keys campaign`, `keys destroy ID`: with which keys numbers become pseudonyms; also while the
 * server runs, which follows within a second.
 */
export async function runKeys([verb = '', ...rest]: readonly string[]): Promise<number> {
  const words = rest.slice(0, rest.findIndex((one) => one.startsWith('--')) >>> 0);
  const flags = rest.slice(words.length);
  const [id] = words;
  if (verb === 'list' && id === undefined) return onRing(readConfig(Plain, flags).data, list);
  if (verb === 'rotate' && id === undefined) return onRing(readConfig(Plain, flags).data, rotate);
  if (verb === 'campaign' && id === undefined) {
    const { data, now } = readConfig(Ending, flags);
    return onRing(data, (ring) => beginCampaign(ring, now));
  }
  if (verb === 'destroy' && id !== undefined && words.length === 1) {
    const { data, now } = readConfig(Ending, flags);
    return onRing(data, (ring) => destroy(ring, id, now));
  }
  throw new ServerError(
    'CONFIG_INVALID',
    'say keys list, keys rotate, keys campaign [--now] or keys destroy ID [--now]',
  );
}

interface Ring {
  readonly db: Db;
  readonly keys: Keys;
  readonly uses: ReturnType<typeof createKeyUseStore>;
  /** Puts other keys in the place of these; the first to know is the file, and a ledger finds its way from there. */
  change(
    next: (keys: Keys) => Keys,
    action: 'keys-rotated' | 'campaign-begun' | 'key-destroyed',
    key: string,
  ): void;
}

/** Works on the keys of a data folder. What reads all charges does so before anybody has to wait for it. */
async function onRing(dataDir: string, run: (ring: Ring) => void): Promise<number> {
  holdLedger(dataDir);
  const folder = resolve(dataDir);
  const db = openDatabase(folder, undefined);
  try {
    const keys = await keysOfLedger(db, folder);
    run({
      ...{ db, keys, uses: createKeyUseStore(db) },
      change(next, action, key) {
        const write = db.transaction(() => {
          // Somebody else may have changed them since they were read.
          followKeys(keys, folder);
          const changed = next(keys);
          saveKeys(folder, changed);
          writeSetting(db, 'keys', namesOf(changed));
          createAuditStore(db).add(Date.now(), { actor: 'command line', action, subject: key, detail: {} });
        });
        write.immediate();
      },
    });
    return 0;
  } finally {
    db.close();
  }
}

const fresh = () => makePseudonymKey(randomBytes, new Date().toISOString());

function list({ keys, uses }: Ring): void {
  const ring = [keys.pseudonym, ...(keys.former ?? [])];
  for (const [at, { id, madeAt = null }] of ring.entries())
    print({ key: id, use: at === 0 ? 'present' : 'earlier', madeAt, ...uses.of(id, Date.now()) });
}

function rotate({ change }: Ring): void {
  const next = fresh();
  let before = '';
  const another = (now: Keys): Keys => {
    if ((now.former ?? []).length >= maxFormer)
      throw new ServerError(
        'KEY_NEEDED',
        `${maxFormer} earlier keys are kept already, and each is looked up for every card: destroy one first (keys list)`,
      );
    before = now.pseudonym.id;
    return rotated(now, next);
  };
  change(another, 'keys-rotated', next.id);
  print({ key: next.id, before });
}

function beginCampaign({ keys, uses, change }: Ring, now: boolean): void {
  const gone = [keys.pseudonym, ...(keys.former ?? [])];
  for (const { id } of gone) holdUnused(id, uses.of(id, Date.now()), now);
  const next = fresh();
  change((now) => begunAnew(now, next), 'campaign-begun', next.id);
  print({ key: next.id, destroyed: gone.map(({ id }) => id) });
}

function destroy({ keys, uses, change }: Ring, id: string, now: boolean): void {
  if (!(keys.former ?? []).some((key) => key.id === id)) {
    const known = (keys.former ?? []).map((key) => key.id).join(', ') || 'none';
    throw new ServerError('KEY_UNKNOWN', `no earlier key is ${id}; earlier ones: ${known}`);
  }
  const madeMs = Date.parse(keys.pseudonym.madeAt ?? '');
  if (Math.abs(Date.now() - madeMs) < followedMs)
    throw new ServerError(
      'KEY_NEEDED',
      `the present key is younger than ${followedMs / 1000} s, and a running server may not have it yet: try again`,
      { retryable: true },
    );
  holdUnused(id, uses.of(id, Date.now()), now);
  change((now) => without(now, id), 'key-destroyed', id);
  print({ destroyed: id });
}

/** What a key is still for is not lost by mistake. */
function holdUnused(id: string, { counted, lists }: KeyUse, now: boolean): void {
  if (now || (counted === 0 && lists.length === 0)) return;
  const what = [
    ...(counted > 0 ? [`${counted} charges that a policy still counts`] : []),
    ...(lists.length > 0 ? [`the lists ${lists.join(', ')}, to be imported anew afterwards`] : []),
  ];
  throw new ServerError(
    'KEY_NEEDED',
    `key ${id} is needed for ${what.join(' and ')}; say --now where they may go with it`,
  );
}
