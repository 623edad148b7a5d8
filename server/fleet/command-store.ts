import { millisOf } from '../../protocol/mqtt/fields.ts';
import type { Command, CommandName, CommandResult } from '../../protocol/mqtt/messages/command.ts';
import type { Db } from '../store/open.ts';

/** A command as somebody gave it. Times in ms since 1970. */
export interface NewCommand {
  readonly id: string;
  readonly machine: string;
  readonly name: CommandName;
  readonly args: object;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly args: string;
  readonly expires_at: number;
}

/** Commands and their results. A command stays open until its result came, and is not sent once it has expired. */
export function createCommandStore(db: Db) {
  const insert = db.prepare(
    `INSERT INTO commands (id, machine, name, args, created_at, expires_at)
     VALUES (@id, @machine, @name, @args, @createdAtMs, @expiresAtMs)`,
  );
  const open = db.prepare<[string, number], Row>(
    `SELECT id, name, args, expires_at FROM commands WHERE machine = ? AND result IS NULL AND expires_at > ?
     ORDER BY created_at, id`,
  );
  const close = db.prepare(
    'UPDATE commands SET result = ?, result_at = ? WHERE id = ? AND machine = ? AND result IS NULL',
  );

  return {
    add: (command: NewCommand): void => {
      insert.run({ ...command, args: JSON.stringify(command.args) });
    },

    /** What a machine has still to do, as it is sent: `validMs` is what is left of it. */
    open: (machine: string, nowMs: number): Command[] =>
      open.all(machine, Math.floor(nowMs)).map(({ id, name, args, expires_at }) => ({
        id,
        name,
        args: JSON.parse(args) as object,
        validMs: Math.max(0, Math.floor(expires_at - nowMs)),
      })),

    /** Takes a machine's result of its own command; false for one it never had, or told before. */
    close: (machine: string, result: CommandResult): boolean =>
      close.run(JSON.stringify(result), millisOf(result.at), result.id.toLowerCase(), machine).changes === 1,
  };
}
export type CommandStore = ReturnType<typeof createCommandStore>;
