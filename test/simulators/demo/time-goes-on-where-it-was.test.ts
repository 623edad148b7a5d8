import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readMemo, writeMemo } from '../../../simulators/demo/memo.ts';
import { chooseTime } from '../../../simulators/demo/time.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const nowMs = Date.UTC(2026, 10, 24);

it('a new folder has wall time at speed 1, and at any other a city that begins in its first rush hour', () => {
  expect(chooseTime(undefined, 1, nowMs, 'x').flag).toBeUndefined();
  expect(chooseTime(undefined, 60, nowMs, 'x').flag).toBe(
    '2020-05-20T04:00:00.000Z,60,2026-11-24T00:00:00.000Z',
  );
});

it('a folder of simulated time goes on from its last moment, at any speed', () => {
  const folder = tempFolder();
  expect(readMemo(folder)).toBeUndefined();
  writeMemo(folder, { clock: 'simulated', resumeMs: Date.UTC(2020, 4, 23, 9), runs: 2 });
  const memo = readMemo(folder);
  expect(chooseTime(memo, 1, nowMs, folder).flag).toMatch(/^2020-05-23T09:00:00.000Z,1,/);
  expect(chooseTime(memo, 300, nowMs, folder).flag).toMatch(/^2020-05-23T09:00:00.000Z,300,/);
});

it('a folder of wall time refuses every other speed, and says what to do', () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'server'));
  // Of before the demo kept a note of its own.
  writeFileSync(join(folder, 'server', 'ledger.db'), '');
  const memo = readMemo(folder);
  expect(chooseTime(memo, 1, nowMs, folder).flag).toBeUndefined();
  expect(() => chooseTime(memo, 60, nowMs, folder)).toThrow(/holds wall time.*--data/);
});

it('a damaged note is told, not guessed', () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'demo.json'), '{"clock":"moon"}');
  expect(() => readMemo(folder)).toThrow(/demo\.json/);
});
