import { dirname } from 'node:path';
import { codeOf } from '../../protocol/base/errors.ts';
import type { ReadResult } from '../../protocol/mqtt/read.ts';
import { parseJson } from '../../protocol/mqtt/read.ts';
import { bridgeError } from '../errors.ts';
import { type Disk, syncFolder } from './disk.ts';

/** A small JSON value in one file. */
export interface DurableJson<T> {
  /** The stored value; undefined where there is no file yet. @throws STATE_UNREADABLE where the file is damaged. */
  read(): Promise<T | undefined>;
  /** Resolves when the value is on disk; a loss of power leaves the old one or the new one, whole. */
  write(value: T): Promise<void>;
}

/** Only the bridge's own user may read what it stores: it holds keys. */
const ownerOnly = 0o600;

/**
 * The value in the file `path`; what `check` refuses counts as damage. `without`: what is lost where a person decides
 * to go on without a damaged file, in words that follow "then".
 */
export function durableJson<T>(
  disk: Disk,
  path: string,
  check: (value: unknown) => ReadResult<T>,
  without = '',
): DurableJson<T> {
  /** Writes go one behind the other: they share the temporary file. */
  let last: Promise<void> = Promise.resolve();
  const advice = without === '' ? '' : `; restore it from a backup, or move it away: then ${without}`;

  async function replace(text: string): Promise<void> {
    const temporary = `${path}.new`;
    const file = await disk.open(temporary, 'w', ownerOnly);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await disk.rename(temporary, path);
    await syncFolder(disk, dirname(path));
  }

  return {
    async read() {
      let bytes: Buffer;
      try {
        bytes = await disk.readFile(path);
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw bridgeError('STATE_UNREADABLE', path, error);
      }
      const json = parseJson(bytes);
      const result = json.ok ? check(json.value) : json;
      if (!result.ok) throw bridgeError('STATE_UNREADABLE', `${path} at ${result.problem}${advice}`);
      return result.value;
    },
    write(value) {
      const text = JSON.stringify(value);
      const done = last.then(() => replace(text));
      last = done.catch(() => {});
      return done;
    },
  };
}
