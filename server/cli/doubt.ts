import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { Type } from 'typebox';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { loadKeys } from '../keys/key-file.ts';
import { createOperations, type Operations } from '../store/operations.ts';
import { readConfig } from './configuration.ts';
import { print, withDatabase } from './database.ts';

const data = { data: ServerConfig.properties.data };
const Plain = Type.Object(data);
const WithReason = Type.Object({
  ...data,
  reason: Type.String({
    minLength: 3,
    maxLength: 500,
    description: 'Why, for the audit log',
    allowed: '3 to 500 characters',
  }),
});

const given = () => ({ actor: 'command line', nowMs: Date.now(), wallMs: Date.now() });

/** `doubt list` and `doubt end MACHINE TXN --reason …`: transactions that have no end of their own. */
export async function runDoubt([verb = '', ...rest]: readonly string[]): Promise<number> {
  if (verb === 'list') {
    const found = await onLedger(readConfig(Plain, rest).data, (ledger) => ledger.doubtList(Date.now()));
    for (const doubt of found) print(doubt);
    return 0;
  }
  const [machine = '', txn = '', ...flags] = rest;
  if (verb !== 'end' || machine === '' || txn === '' || txn.startsWith('-'))
    throw new ServerError('CONFIG_INVALID', 'say doubt list, or doubt end MACHINE TXN --reason …');
  const { data: folder, reason } = readConfig(WithReason, flags);
  const ended = await onLedger(folder, (ledger) => ledger.endDoubt(machine, txn, reason, given()));
  if (ended === undefined)
    throw new ServerError('NOT_IN_DOUBT', `${machine} has no transaction ${txn} that waits for an end`);
  print({ ended });
  return 0;
}

/** `quarantine accept MACHINE --reason …` and `quarantine reject …`: what a quarantined machine told. */
export async function runQuarantine([verb = '', machine = '', ...flags]: readonly string[]): Promise<number> {
  const verdict = ({ accept: 'accepted', reject: 'rejected' } as const)[verb];
  if (verdict === undefined || machine === '' || machine.startsWith('-'))
    throw new ServerError(
      'CONFIG_INVALID',
      'say quarantine accept MACHINE or quarantine reject MACHINE, with --reason …',
    );
  const { data: folder, reason } = readConfig(WithReason, flags);
  const word = { id: randomUUID(), verdict, reason };
  const decision = await onLedger(folder, (ledger) => ledger.decideQuarantine(machine, word, given()));
  if (!decision.decided)
    throw new ServerError('NOT_QUARANTINED', `nothing can be decided on ${machine}: ${decision.code}`);
  print({ machine, verdict, ...decision.outcome });
  return 0;
}

/** Runs on the ledger of a folder, as one commit, also while the server runs on it. */
async function onLedger<T>(dataDir: string, run: (ledger: Operations) => T): Promise<T> {
  const keys = await loadKeys(resolve(dataDir), false);
  return withDatabase(dataDir, (db) => db.transaction(() => run(createOperations(db, keys))).immediate());
}
