import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadKeys } from '../../../server/keys/key-file.ts';
import { keysOfLedger } from '../../../server/store/ledger-keys.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const fileOf = (folder: string) => join(folder, 'keys.json');
const read = (folder: string) => JSON.parse(readFileSync(fileOf(folder), 'utf8')) as Record<string, unknown>;

/** A data folder as a server from before there were vouchers left it. */
async function older() {
  const folder = tempFolder();
  const db = openDatabase(folder, 'wall');
  const { voucher: _, ...keys } = await keysOfLedger(db, folder);
  db.prepare("DELETE FROM settings WHERE name = 'voucher-key'").run();
  db.close();
  writeFileSync(fileOf(folder), JSON.stringify(keys), { mode: 0o600 });
  return { folder, keys };
}

async function open(folder: string) {
  const db = openDatabase(folder, undefined);
  try {
    return await keysOfLedger(db, folder);
  } finally {
    db.close();
  }
}

it('a folder from before gets a key for vouchers beside the others, once, and for its owner alone', async () => {
  const { folder, keys } = await older();
  const whole = await open(folder);
  expect(whole).toEqual({
    ...keys,
    voucher: { id: expect.stringMatching(/^\w{8}$/), key: expect.any(String) },
  });
  expect(read(folder)).toEqual(whole);
  expect(statSync(fileOf(folder)).mode & 0o777).toBe(0o600);
  expect(await open(folder)).toEqual(whole);
  expect(await loadKeys(folder)).toEqual(whole);
});

it('two that open such a folder at once have the same key', async () => {
  const { folder } = await older();
  const [one, other] = await Promise.all([open(folder), open(folder)]);
  expect(one).toEqual(other);
  expect(read(folder)).toEqual(one);
});

const insert = `INSERT INTO voucher_batches (id, order_id, name, product, items, pieces, count, valid_from, valid_until, made_by, made_at)
  VALUES (@id, @id, 'Guests', 'adult', 1, 5, 9, 0, @untilMs, 'ayse', 0)`;

it('a folder whose vouchers were signed with another key is refused while some are good: none of them would be taken', async () => {
  const { folder, keys } = await older();
  await open(folder);
  const change = (sql: string, values: object = {}) => {
    const db = openDatabase(folder, undefined);
    db.prepare(sql).run(values);
    db.close();
  };
  change(insert, { id: 'K7M2N9P4', untilMs: Date.now() + 3_600_000 });
  const refused = { code: 'KEYS_UNREADABLE', message: expect.stringContaining('vouchers') };
  writeFileSync(fileOf(folder), JSON.stringify(keys));
  await expect(open(folder)).rejects.toMatchObject(refused);
  // And it is not given a new one.
  expect(read(folder)).toEqual(keys);
  const other = await older();
  writeFileSync(fileOf(folder), JSON.stringify({ ...keys, voucher: (await open(other.folder)).voucher }));
  await expect(open(folder)).rejects.toMatchObject(refused);

  // Whoever has lost the key withdraws what is good still, and goes on with another one.
  change("UPDATE voucher_batches SET withdrawn_at = 1, withdrawn_by = 'ayse', withdrawn_why = 'key lost'");
  change(insert, { id: 'M2N9P4K7', untilMs: Date.now() - 1 });
  writeFileSync(fileOf(folder), JSON.stringify(keys));
  const anew = await open(folder);
  expect(anew).toEqual({ ...keys, voucher: expect.anything() });
  expect(await open(folder)).toEqual(anew);
});
