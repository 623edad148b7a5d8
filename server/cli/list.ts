import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse';
import { type Static, Type } from 'typebox';
import { messageOf } from '../../protocol/base/errors.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { schemes } from '../../protocol/serial/constants.ts';
import { createAuditStore } from '../audit/audit-store.ts';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { followKeys } from '../keys/key-file.ts';
import { goesOn, namesOf } from '../keys/key-ring.ts';
import { importList, type Line } from '../lists/import.ts';
import { createListStore } from '../lists/list-store.ts';
import { listName } from '../policy/document.ts';
import { keysOfLedger } from '../store/ledger-keys.ts';
import { openDatabase } from '../store/open.ts';
import { readConfig } from './configuration.ts';
import { print, withDatabase } from './database.ts';

const data = { data: ServerConfig.properties.data };
const Plain = Type.Object(data);
const Import = Type.Object({
  ...data,
  scheme: Type.Optional(
    Type.Enum([...schemes], {
      description: 'The scheme of every number; without it each line is SCHEME,NUMBER',
      allowed: schemes.join(', '),
    }),
  ),
});

/** `list import NAME FILE`, `list remove NAME`, `list list`: who is let in, or kept out; also while the server runs. */
export async function runList([verb = '', ...rest]: readonly string[]): Promise<number> {
  const words = rest.slice(0, rest.findIndex((one) => one.startsWith('--')) >>> 0);
  const flags = rest.slice(words.length);
  const [name = '', file = ''] = words;
  if (verb === 'list' && words.length === 0) return tellLists(readConfig(Plain, flags).data);
  const isNamed = new RegExp(listName).test(name);
  if (verb === 'remove' && words.length === 1 && isNamed) return remove(name, readConfig(Plain, flags).data);
  if (verb === 'import' && words.length === 2 && isNamed)
    return bringIn(name, file, readConfig(Import, flags));
  throw new ServerError(
    'CONFIG_INVALID',
    'say list import NAME FILE, list remove NAME or list list; a NAME has 1 to 40 of a-z, 0-9 and -',
  );
}

function tellLists(folder: string): number {
  return withDatabase(folder, (db) => {
    for (const { name, cards, importedAtMs } of createListStore(db).all())
      print({ list: name, cards, importedAt: instantOf(importedAtMs) });
    return 0;
  });
}

function remove(name: string, folder: string): number {
  return withDatabase(folder, (db) => {
    const store = createListStore(db);
    const isRemoved = db
      .transaction(() => {
        const was = store.retire(name);
        if (was) audit(db, 'list-removed', name, {});
        return was;
      })
      .immediate();
    if (!isRemoved) throw new ServerError('LIST_UNKNOWN', `there is no list ${name}`);
    store.sweep();
    print({ list: name, cards: 0 });
    return 0;
  });
}

async function bringIn(name: string, file: string, config: Static<typeof Import>): Promise<number> {
  const folder = resolve(config.data);
  const db = openDatabase(folder, undefined);
  try {
    const keys = await keysOfLedger(db, folder);
    const report = await importList(createListStore(db), keys, linesOf(file), {
      ...{ name, scheme: config.scheme, nowMs: Date.now() },
      tell: (lines) => process.stderr.write(`${lines.toLocaleString('en')} lines read\n`),
      note({ lines, cards, duplicates, rejected }) {
        // Another key may have come while it was read. One that is gone by now would find nobody on the list.
        const madeWith = namesOf(keys);
        followKeys(keys, folder);
        if (!goesOn({ ...keys, ended: [] }, madeWith))
          throw new ServerError(
            'LIST_OVERTAKEN',
            'the key was destroyed meanwhile, so nothing was changed: import again',
          );
        audit(db, 'list-imported', name, {
          ...{ lines, cards, duplicates: duplicates.count, rejected: rejected.count },
        });
      },
    });
    print({ list: name, ...report });
    return 0;
  } finally {
    db.close();
  }
}

type Db = ReturnType<typeof openDatabase>;
const audit = (db: Db, action: string, subject: string, detail: Record<string, number>) =>
  createAuditStore(db).add(Date.now(), { actor: 'command line', action, subject, detail });

/** The lines of a CSV file (RFC 4180), each with its number; empty ones are none. */
async function* linesOf(file: string): AsyncGenerator<Line> {
  const parser = parse({
    ...{ bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true },
  });
  // A pipe passes no error on.
  createReadStream(file)
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>)
      yield { number: info.lines, fields: record };
  } catch (error) {
    // The parser's own words may quote the line.
    const code = (error as { code?: string }).code ?? '';
    const why = code.startsWith('CSV_') ? `it is no CSV (${code})` : messageOf(error);
    throw new ServerError('LIST_UNREADABLE', `the file ${file} cannot be read: ${why}`);
  }
}
