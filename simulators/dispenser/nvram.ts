import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { codeOf, messageOf } from '../../protocol/base/errors.ts';
import { maxSlots } from '../../protocol/serial/constants.ts';
import { simulatorError } from '../errors.ts';
import type { Memory } from './memory.ts';

/** Non-volatile memory: what was written last is read next, whenever power goes. */
export interface Nvram {
  /** Undefined before the first write. */
  read(): Memory | undefined;
  /** Durable when it returns. */
  write(memory: Memory): void;
}

/** Memory that lives as long as the process; for dispensers whose power cuts are simulated inside of it. */
export function volatileNvram(): Nvram {
  let held: Memory | undefined;
  return {
    read: () => held,
    write(memory) {
      held = memory;
    },
  };
}

const byte = Type.Integer({ minimum: 0, maximum: 0xff });
const word = Type.Integer({ minimum: 0, maximum: 0xffff });
const counter = Type.Integer({ minimum: 0, maximum: 0xffff_ffff });

const MemoryFile = Type.Object({
  serialNo: Type.String({ pattern: '^[\\x21-\\x7e]{1,12}$' }),
  bootCount: counter,
  slots: Type.Array(
    Type.Object({
      product: byte,
      stock: word,
      capacity: word,
      vendCounter: counter,
      jammed: Type.Boolean(),
      last: Type.Object({
        txn: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
        state: Type.Integer({ minimum: 0, maximum: 2 }),
        requested: byte,
        dispensed: byte,
        fault: Type.Integer({ minimum: 0, maximum: 7 }),
        moving: Type.Boolean(),
      }),
    }),
    { minItems: 1, maxItems: maxSlots },
  ),
});

const memoryFile = Compile(MemoryFile);

/**
 * Memory in a JSON file. A write goes to a second file, is synced, takes the first one's place, and the folder is
 * synced: a process that is killed, or a machine that loses power, leaves the old memory or the new one, whole.
 * Without `sync` only the loss of the machine's own power is not survived, and a write takes microseconds: for many
 * dispensers in one process.
 * @throws NVRAM_UNREADABLE, NVRAM_UNWRITABLE
 */
export function fileNvram(path: string, { sync = true }: { sync?: boolean } = {}): Nvram {
  return {
    read() {
      let text: string;
      try {
        text = readFileSync(path, 'utf8');
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw simulatorError('NVRAM_UNREADABLE', `${path} (${messageOf(error)})`, error);
      }
      return parseMemory(path, text);
    },
    write(memory) {
      try {
        const draft = `${path}.tmp`;
        const text = `${JSON.stringify(memory)}\n`;
        if (sync) synced(draft, 'w', (file) => writeSync(file, text));
        else writeFileSync(draft, text);
        renameSync(draft, path);
        if (sync) synced(dirname(path), 'r', () => {});
      } catch (error) {
        throw simulatorError('NVRAM_UNWRITABLE', `${path} (${messageOf(error)})`, error);
      }
    },
  };
}

function parseMemory(path: string, text: string): Static<typeof MemoryFile> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw simulatorError('NVRAM_UNREADABLE', `${path} is not JSON; remove it for a new dispenser`, error);
  }
  if (memoryFile.Check(value)) return value;
  const where = memoryFile.Errors(value)[0]?.instancePath || '/';
  throw simulatorError(
    'NVRAM_UNREADABLE',
    `${path} at ${where} is not a dispenser's memory; remove it for a new dispenser`,
  );
}

function synced(path: string, flags: 'r' | 'w', use: (file: number) => void): void {
  const file = openSync(path, flags);
  try {
    use(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
