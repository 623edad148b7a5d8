import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Finding } from '../../server/verify/finding.ts';
import type { City } from './city.ts';

/** With everything mended, all must be told and settled by then. */
const settleMs = 120_000;
const program = new URL('../../server/bin/server.js', import.meta.url).pathname;

/** What the dispensers' own memories say, held against the books; empty: nothing lost, nothing twice. */
export async function reckon(city: City): Promise<{ wrong: string[]; fell: number; booked: number }> {
  let wrong: string[] = [];
  for (let waited = 0; waited < settleMs; waited += 1_000) {
    wrong = differences(city);
    if (wrong.length === 0) break;
    await pause(1_000);
  }
  let findings = verify(city);
  // A report may be a moment older than the books, and InfluxDB a moment behind.
  for (let waited = 0; waited < settleMs && isUnsettled(findings, city); waited += 2_000) {
    await pause(2_000);
    findings = verify(city);
  }
  if (findings.length === 0) wrong.push('verify said nothing');
  for (const { invariant, breaches, notLooked } of findings)
    wrong.push(
      ...breaches.map((one) => `${invariant} ${one}`),
      ...notLooked.map((one) => `${invariant} not looked at: ${one}`),
    );
  const fell = city.machines.flatMap(({ counters }) => counters()).reduce((sum, one) => sum + one, 0);
  return {
    wrong,
    fell,
    booked: query<{ n: number }>(city, 'SELECT COALESCE(SUM(items), 0) AS n FROM vends')[0]?.n ?? 0,
  };
}

const isUnsettled = (findings: readonly Finding[], { machines }: City) =>
  findings.some(({ breached, notLooked }) => breached + notLooked.length > 0) ||
  findings.find(({ invariant }) => invariant === 'I4')?.looked.machines !== machines.length;

function verify({ data }: City): Finding[] {
  const { stdout } = spawnSync(process.execPath, [program, 'verify', '--json', '--data', data], {
    encoding: 'utf8',
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Finding);
}

function differences(city: City): string[] {
  const found: string[] = [];
  const open = query<{ machine: string; txn: string }>(
    city,
    "SELECT machine, txn FROM transactions WHERE state = 'open' OR (state = 'reserved' AND started_at IS NOT NULL)",
  );
  for (const { machine, txn } of open) found.push(`${machine} ${txn} has no end`);
  for (const { id, counters } of city.machines)
    for (const [slot, counter] of counters().entries()) {
      const [row] = query<{ n: number }>(
        city,
        'SELECT COALESCE(SUM(items), 0) AS n FROM vends WHERE machine = ? AND slot = ? AND assumed = 0',
        ...[id, slot],
      );
      if (row?.n !== counter) found.push(`${id} slot ${slot}: ${counter} fell, ${row?.n} are in the books`);
    }
  return found;
}

function query<T>({ data }: City, sql: string, ...values: unknown[]): T[] {
  const db = new Database(join(data, 'ledger.db'), { readonly: true });
  try {
    return db.prepare(sql).all(...values) as T[];
  } finally {
    db.close();
  }
}
