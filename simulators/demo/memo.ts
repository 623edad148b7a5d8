import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { messageOf } from '../../protocol/base/errors.ts';
import { simulatorError } from '../errors.ts';

const Memo = Type.Object({
  /** Which kind of time the folder was begun with; the two never mix. */
  clock: Type.Enum(['wall', 'simulated']),
  /** Simulated time from which the next run goes on, ms since 1970; not before anything that stands in the ledger. */
  resumeMs: Type.Optional(Type.Number()),
  /** How often the demo was started on this folder. */
  runs: Type.Integer({ minimum: 0 }),
});
/** What the demo itself remembers between two runs; everything else is in the server's and the machines' folders. */
export type Memo = Readonly<Static<typeof Memo>>;

const memo = Compile(Memo);

const pathIn = (folder: string) => join(folder, 'demo.json');

/** Undefined in a folder where no demo ran yet. @throws DEMO_MEMO_UNREADABLE */
export function readMemo(folder: string): Memo | undefined {
  const path = pathIn(folder);
  if (!existsSync(path)) {
    // A folder of before this note existed has wall time.
    return existsSync(join(folder, 'server', 'ledger.db')) ? { clock: 'wall', runs: 1 } : undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw simulatorError('DEMO_MEMO_UNREADABLE', `${path} (${messageOf(error)})`, error);
  }
  if (!memo.Check(value)) throw simulatorError('DEMO_MEMO_UNREADABLE', path);
  return value;
}

/** Whole or not at all: an end in the middle leaves the old one. */
export function writeMemo(folder: string, value: Memo): void {
  const draft = `${pathIn(folder)}.tmp`;
  writeFileSync(draft, `${JSON.stringify(value)}\n`);
  renameSync(draft, pathIn(folder));
}
