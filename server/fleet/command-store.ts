import type { CommandView } from '../../protocol/http/fleet.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { Command, CommandName, CommandResult } from '../../protocol/mqtt/messages/command.ts';
import type { Db } from '../store/open.ts';

/** A command as somebody gave it. Times in ms since 1970. */
export interface NewCommand {
  readonly id: string;
  readonly machine: string;
  readonly name: CommandName;
  readonly args: object;
  /** People's time, in which it expires. */
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** The server's time, which may be simulated; where it is left out, people's. */
  readonly atMs?: number;
  readonly actor?: string;
  readonly reason?: string;
}

/** A command as it is kept. `result`: as the machine told it, as JSON. */
export interface KeptCommand {
  readonly id: string;
  readonly machine: string;
  readonly name: string;
  readonly args: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly atMs: number;
  readonly actor: string;
  readonly reason: string;
  readonly result: string | null;
  readonly resultAtMs: number | null;
}

/** The result of a command whose place another took. */
const superseded = JSON.stringify({ ok: false, code: 'superseded' });

const columns = `id, machine, name, args, created_at AS createdAtMs, expires_at AS expiresAtMs, at AS atMs, actor,
  reason, result, result_at AS resultAtMs`;

/** Commands and their results. A command stays open until its result came, and is not sent once it has expired. */
export function createCommandStore(db: Db) {
  const insert = db.prepare(
    `INSERT INTO commands (id, machine, name, args, created_at, expires_at, at, actor, reason)
     VALUES (@id, @machine, @name, @args, @createdAtMs, @expiresAtMs, @atMs, @actor, @reason)`,
  );
  const open = db.prepare<[string, number], KeptCommand>(
    `SELECT ${columns} FROM commands WHERE machine = ? AND result IS NULL AND expires_at > ?
     ORDER BY created_at, id`,
  );
  const find = db.prepare<[string], KeptCommand>(`SELECT ${columns} FROM commands WHERE id = ?`);
  const newest = db.prepare<[string, number], KeptCommand>(
    `SELECT ${columns} FROM commands WHERE machine = ? ORDER BY at DESC, id DESC LIMIT ?`,
  );
  const newestDone = db.prepare<[string, string], KeptCommand>(
    `SELECT ${columns} FROM commands WHERE machine = ? AND name = ? AND json_extract(result, '$.ok')
     ORDER BY at DESC, id DESC LIMIT 1`,
  );
  const stockOrdered = db
    .prepare<[string, number, number], number>(
      `SELECT 1 FROM commands WHERE machine = ? AND name = 'set-stock' AND json_extract(args, '$.slot') = ?
       AND json_extract(args, '$.stock') = ? LIMIT 1`,
    )
    .pluck();
  const close = db.prepare(
    'UPDATE commands SET result = ?, result_at = ? WHERE id = ? AND machine = ? AND result IS NULL',
  );

  return {
    add({ atMs, actor = 'command line', reason = '', args, ...command }: NewCommand): void {
      const given = { atMs: Math.floor(atMs ?? command.createdAtMs), actor, reason };
      const times = {
        createdAtMs: Math.floor(command.createdAtMs),
        expiresAtMs: Math.floor(command.expiresAtMs),
      };
      insert.run({ ...command, ...times, ...given, args: JSON.stringify(args) });
    },

    find: (id: string): KeptCommand | undefined => find.get(id),

    /** What a machine has still to do, as it is sent: `validMs` is what is left of it. */
    open: (machine: string, wallMs: number): Command[] =>
      open.all(machine, Math.floor(wallMs)).map(({ id, name, args, expiresAtMs }) => ({
        id,
        name,
        args: JSON.parse(args) as object,
        validMs: Math.max(0, Math.floor(expiresAtMs - wallMs)),
      })),

    /** Whether a machine was ever told that a slot of it holds so many items. */
    isStockOrdered: (machine: string, slot: number, stock: number): boolean =>
      stockOrdered.get(machine, slot, stock) !== undefined,

    /** Takes a machine's result of its own command; false for one it never had, or told before. */
    close: (machine: string, result: CommandResult, nowMs: number): boolean =>
      close.run(JSON.stringify(result), Math.floor(nowMs), result.id.toLowerCase(), machine).changes === 1,

    /** Ends the open commands of a machine whose place another takes. */
    supersede(machine: string, wallMs: number, nowMs: number, which: (command: Command) => boolean): void {
      for (const command of this.open(machine, wallMs))
        if (which(command)) close.run(superseded, Math.floor(nowMs), command.id, machine);
    },

    newest: (machine: string, count: number): KeptCommand[] => newest.all(machine, count),
    /** The newest of a name that the machine has done. */
    newestDone: (machine: string, name: CommandName): KeptCommand | undefined =>
      newestDone.get(machine, name),
  };
}
export type CommandStore = ReturnType<typeof createCommandStore>;

/** A command as pages show it. `wallMs` is people's time, in which it expires. */
export function commandView(command: KeptCommand, wallMs: number): CommandView {
  const { id, machine, name, actor, reason, atMs, createdAtMs, expiresAtMs, resultAtMs } = command;
  return {
    ...{ id, machine, name, actor, reason },
    args: JSON.parse(command.args) as unknown,
    createdAt: instantOf(atMs),
    expiresAt: instantOf(atMs + expiresAtMs - createdAtMs),
    ...outcomeOf(command, wallMs),
    ...(resultAtMs === null ? {} : { resultAt: instantOf(resultAtMs) }),
  };
}

/** How far a command is, and its result's code and words. */
export function outcomeOf(
  { result, expiresAtMs }: Pick<KeptCommand, 'result' | 'expiresAtMs'>,
  wallMs: number,
): Pick<CommandView, 'state' | 'code' | 'detail'> {
  if (result === null) return { state: expiresAtMs > wallMs ? 'waiting' : 'expired' };
  const { ok, code, detail } = JSON.parse(result) as Pick<CommandResult, 'ok' | 'code' | 'detail'>;
  return {
    state: ok ? 'done' : 'failed',
    ...(code === undefined ? {} : { code }),
    ...(detail === undefined ? {} : { detail }),
  };
}
