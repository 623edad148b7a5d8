import { describe, expect, it } from 'vitest';
import { createCommitLine } from '../../../server/store/commit-line.ts';
import { createGroupCommit } from '../../../server/store/group-commit.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A line on a real database; the disk's syncs end when the test says so, and turns are taken when it says so. */
function bench() {
  const folder = tempFolder();
  const db = openDatabase(folder, 'wall');
  db.exec('CREATE TABLE things (name TEXT NOT NULL) STRICT');
  const other = openDatabase(folder, 'wall');
  const add = db.prepare('INSERT INTO things VALUES (?)');
  const told: number[] = [];
  const faults: string[] = [];
  const syncs: { end(): void; fail(): void }[] = [];
  const turns: (() => void)[] = [];
  const lost: unknown[] = [];
  const line = createCommitLine({
    group: createGroupCommit(db, { add: (name) => add.run(name).changes }),
    sync: () =>
      new Promise((resolve, reject) =>
        syncs.push({ end: resolve, fail: () => reject(new Error('EIO: i/o error')) }),
      ),
    tell: (answers) => {
      for (const { id, fault } of answers) {
        told.push(id);
        if (fault) faults.push(fault.code);
      }
    },
    soon: (turn) => turns.push(turn),
    onLost: (error) => lost.push(error),
  });
  let lastId = 0;
  const push = (count = 1) => line.push(Array.from({ length: count }, () => call(++lastId)));
  const turn = () => {
    for (const due of turns.splice(0)) due();
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  /** What another process would read. */
  const committed = () => other.prepare('SELECT COUNT(*) FROM things').pluck().get();
  return { db, line, push, turn, settle, syncs, told, faults, lost, committed };
}

const call = (id: number) => ({ id, name: 'add', args: [`thing ${id}`] });

describe('the ledger’s line', () => {
  it('commits a lone call at once, and tells it when the disk has it', async () => {
    const { push, turn, settle, syncs, told, committed } = bench();
    push();
    turn();
    expect(committed()).toBe(1);
    await settle();
    expect(told).toEqual([]);
    syncs[0]?.end();
    await settle();
    expect(told).toEqual([1]);
  });

  it('runs what comes in during a sync, commits it after that sync, and tells it after the next', async () => {
    const { push, turn, settle, syncs, told, committed } = bench();
    push();
    turn();
    push();
    turn();
    push();
    turn();
    expect(committed()).toBe(1);
    expect(syncs).toHaveLength(1);
    syncs[0]?.end();
    await settle();
    expect(told).toEqual([1]);
    turn();
    expect(committed()).toBe(3);
    expect(syncs).toHaveLength(2);
    expect(told).toEqual([1]);
    syncs[1]?.end();
    await settle();
    expect(told).toEqual([1, 2, 3]);
  });

  it('takes no more into one group than keeps a commit short, and leaves nothing behind', async () => {
    const { push, turn, settle, syncs, told } = bench();
    push(1_000);
    for (let n = 0; n < 8; n++) {
      turn();
      syncs[n]?.end();
      await settle();
    }
    expect(syncs).toHaveLength(4);
    expect(told).toEqual(Array.from({ length: 1_000 }, (_, at) => at + 1));
  });

  it('tells nothing more where a sync failed: neither what it was for, nor what was built on it', async () => {
    const { db, push, turn, settle, syncs, told, lost, committed } = bench();
    push();
    turn();
    push();
    turn();
    syncs[0]?.fail();
    await settle();
    push();
    turn();
    await settle();
    expect(told).toEqual([]);
    expect(lost).toHaveLength(1);
    expect(db.inTransaction).toBe(false);
    expect(committed()).toBe(1);
  });

  it('asks for no sync where the commit itself failed, and says so to all of the group', async () => {
    const { db, push, turn, syncs, told, faults } = bench();
    db.pragma('query_only = ON');
    push(2);
    turn();
    expect(syncs).toEqual([]);
    expect(told).toEqual([1, 2]);
    expect(faults).toEqual(['LEDGER_UNAVAILABLE', 'LEDGER_UNAVAILABLE']);
  });

  it('is drained when the last sync is through', async () => {
    const { line, push, turn, settle, syncs, told } = bench();
    push(300);
    let drained = false;
    void line.drain().then(() => {
      drained = true;
    });
    for (let n = 0; n < 2; n++) {
      turn();
      await settle();
      expect(drained).toBe(false);
      syncs[n]?.end();
      await settle();
    }
    turn();
    await settle();
    expect(drained).toBe(true);
    expect(told).toHaveLength(300);
  });
});
