import Database from 'better-sqlite3';
import { databasePath } from '../../../server/store/open.ts';
import {
  benchFolder,
  enrolMany,
  type FloorKind,
  type Subject,
  startFloorSubject,
  startServerSubject,
} from '../subject.ts';

/** What every bench is told. */
export interface BenchOptions {
  /** A folder for CPU profiles of the measured processes. */
  readonly profile: string | undefined;
}

/** Runs of each figure. */
export const runs = 3;

/** Measures on a bare broker that is there for this run alone. */
export async function onFloor<T>(
  measure: (subject: Subject) => Promise<T>,
  kind: FloorKind = 'plain',
): Promise<T> {
  const subject = await startFloorSubject(kind);
  try {
    return await Promise.race([measure(subject), subject.died]);
  } finally {
    await subject.stop();
  }
}

/** Measures on a real server with an empty ledger on a real disk, and holds its books afterwards. */
export async function onServer<T>(
  machines: number,
  { profile }: BenchOptions,
  measure: (subject: Subject, dataDir: string) => Promise<T>,
): Promise<T> {
  const folder = benchFolder();
  try {
    enrolMany(folder.path, machines);
    const subject = await startServerSubject(folder.path, { profile });
    let found: T;
    try {
      found = await Promise.race([measure(subject, folder.path), subject.died]);
    } finally {
      await subject.stop();
    }
    holdBooks(folder.path);
    return found;
  } finally {
    folder.remove();
  }
}

/** A fast wrong answer is no figure: each settled txn must have its one vend, and nothing may be open or odd. */
function holdBooks(dataDir: string): void {
  const db = new Database(databasePath(dataDir), { readonly: true });
  const count = (sql: string) => (db.prepare(sql).get() as { n: number }).n;
  const settled = count("SELECT COUNT(*) AS n FROM transactions WHERE state = 'settled'");
  const other = count("SELECT COUNT(*) AS n FROM transactions WHERE state <> 'settled'");
  const vends = count('SELECT COUNT(*) AS n FROM vends WHERE items = 1 AND late = 0');
  const charged = count("SELECT COUNT(*) AS n FROM usage WHERE kind = 'settled' AND pieces = 5");
  const alarms = count('SELECT COUNT(*) AS n FROM alarms');
  db.close();
  if (settled === 0 || settled !== vends || settled !== charged || other + alarms > 0) {
    const found = { settled, vends, charged, other, alarms };
    throw new Error(`the books are wrong: ${JSON.stringify(found)}`);
  }
}
