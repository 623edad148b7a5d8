import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from './errors.ts';

/**
 * Makes a folder and the parents that are missing; gives the topmost one that was made, if any. Node's own
 * `recursive` spins forever where a parent is there and yet holds nothing: below `/proc`, or behind a link to a disk
 * that is not mounted.
 * @throws the system's error (`code` EACCES, ENOENT, ENOTDIR, EEXIST, …)
 */
export function makeFolder(path: string, mode: number): string | undefined {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const parent = dirname(path);
  const topmost = parent === path ? undefined : makeFolder(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Somebody else may have made it in between.
    if (codeOf(error) === 'EEXIST' && statSync(path, { throwIfNoEntry: false })?.isDirectory())
      return topmost;
    throw error;
  }
  return topmost ?? path;
}
