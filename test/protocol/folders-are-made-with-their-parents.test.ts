import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from '../../protocol/base/folder.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('makes what is missing, tells the topmost of it, and leaves alone what is there', () => {
  const root = tempFolder();
  const deep = join(root, 'a', 'b', 'c');
  expect(makeFolder(deep, 0o700)).toBe(join(root, 'a'));
  for (const made of ['a', 'a/b', 'a/b/c']) expect(statSync(join(root, made)).mode & 0o777).toBe(0o700);
  expect(makeFolder(deep, 0o750)).toBeUndefined();
  expect(statSync(deep).mode & 0o777).toBe(0o700);
  expect(makeFolder(join(deep, 'd'), 0o750)).toBe(join(deep, 'd'));
  expect(makeFolder('/', 0o700)).toBeUndefined();
});

it('a file in the way, and a link to nowhere, are told as the system has them', () => {
  const root = tempFolder();
  writeFileSync(join(root, 'file'), '');
  expect(() => makeFolder(join(root, 'file'), 0o700)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  expect(() => makeFolder(join(root, 'file', 'x'), 0o700)).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^(ENOTDIR|EEXIST)$/) }),
  );
  symlinkSync(join(root, 'nowhere'), join(root, 'link'));
  expect(() => makeFolder(join(root, 'link'), 0o700)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  mkdirSync(join(root, 'there'));
  symlinkSync(join(root, 'there'), join(root, 'good'));
  expect(makeFolder(join(root, 'good'), 0o700)).toBeUndefined();
});
