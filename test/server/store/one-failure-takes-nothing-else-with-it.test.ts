import { expect, it } from 'vitest';
import { createGroupCommit } from '../../../server/store/group-commit.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A database with one table, and operations on it of which one always fails halfway. */
function bench() {
  const db = openDatabase(tempFolder(), 'wall');
  db.exec('CREATE TABLE things (name TEXT NOT NULL) STRICT');
  const add = db.prepare('INSERT INTO things VALUES (?)');
  const commit = createGroupCommit(db, {
    add: (name) => add.run(name).changes,
    addAndFail(name) {
      add.run(name);
      throw new Error('cannot be done');
    },
  });
  const kept = () =>
    (db.prepare('SELECT name FROM things').all() as { name: string }[]).map(({ name }) => name);
  return { db, commit, kept };
}

const call = (id: number, name: string, thing: string) => ({ id, name, args: [thing] });

it('a group without a failure is kept whole, each call once', () => {
  const { commit, kept } = bench();
  expect(commit([call(1, 'add', 'a'), call(2, 'add', 'b')])).toEqual([
    { id: 1, value: 1 },
    { id: 2, value: 1 },
  ]);
  expect(kept()).toEqual(['a', 'b']);
});

it('a call that fails halfway leaves nothing, and those around it are done once and in their order', () => {
  const { commit, kept } = bench();
  const group = [
    call(1, 'add', 'a'),
    call(2, 'addAndFail', 'x'),
    call(3, 'add', 'b'),
    call(4, 'addAndFail', 'y'),
  ];
  const fault = { code: 'LEDGER_FAULT', message: 'cannot be done' };
  expect(commit(group)).toEqual([
    { id: 1, value: 1 },
    { id: 2, fault },
    { id: 3, value: 1 },
    { id: 4, fault },
  ]);
  expect(kept()).toEqual(['a', 'b']);
  expect(commit([call(5, 'add', 'c')])).toEqual([{ id: 5, value: 1 }]);
  expect(kept()).toEqual(['a', 'b', 'c']);
});

it('where the group cannot be begun, nobody is told that anything happened', () => {
  const { db, commit, kept } = bench();
  db.pragma('query_only = ON');
  const answers = commit([call(1, 'add', 'a'), call(2, 'add', 'b')]);
  expect(answers.map(({ fault }) => fault?.code)).toEqual(['LEDGER_UNAVAILABLE', 'LEDGER_UNAVAILABLE']);
  db.pragma('query_only = OFF');
  expect(kept()).toEqual([]);
});
