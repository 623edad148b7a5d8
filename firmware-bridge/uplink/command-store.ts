import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { CommandResult } from '../../protocol/mqtt/messages/command.ts';
import { checker } from '../../protocol/mqtt/read.ts';
import type { Disk } from '../store/disk.ts';
import { durableJson } from '../store/durable-json.ts';

/** The newest commands whose ids are remembered; a server never has that many under way at one machine. */
export const rememberedCommands = 1_000;

const Remembered = Type.Object({
  id: Type.String(),
  name: Type.String(),
  args: Type.Object({}),
  /** The journal's epoch and last seq when it began, so that its own entries can be told from older ones. */
  epoch: Type.Optional(Type.String()),
  lastSeq: Type.Integer(),
  result: Type.Optional(CommandResult),
});
export type Remembered = Static<typeof Remembered>;
const File = Type.Object({ commands: Type.Array(Remembered) });

/** The ids of commands that were begun, and what became of them. */
export interface CommandStore {
  find(id: string): Remembered | undefined;
  unfinished(): readonly Remembered[];
  /** Resolves when it is on disk: only then the command may act. */
  begin(command: Remembered): Promise<void>;
  finish(id: string, result: CommandResult): Promise<void>;
}

/** @throws STATE_UNREADABLE. */
export async function openCommandStore(disk: Disk, folder: string): Promise<CommandStore> {
  const file = durableJson(
    disk,
    join(folder, 'commands.json'),
    checker(File),
    'a command that the server sends again is done again',
  );
  let commands: readonly Remembered[] = (await file.read())?.commands ?? [];

  async function keep(next: readonly Remembered[]): Promise<void> {
    commands = next.slice(-rememberedCommands);
    await file.write({ commands: [...commands] });
  }

  return {
    find: (id) => commands.find((one) => one.id === id),
    unfinished: () => commands.filter((one) => one.result === undefined),
    begin: (command) => keep([...commands.filter((one) => one.id !== command.id), command]),
    finish: (id, result) => keep(commands.map((one) => (one.id === id ? { ...one, result } : one))),
  };
}
