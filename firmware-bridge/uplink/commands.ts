import { CodedError, messageOf } from '../../protocol/base/errors.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import {
  type Command,
  type CommandName,
  type CommandResult,
  commandArgs,
} from '../../protocol/mqtt/messages/command.ts';
import { checker } from '../../protocol/mqtt/read.ts';
import type { Log } from '../log.ts';
import type { CommandStore, Remembered } from './command-store.ts';
import { handlers } from './commands/catalogue.ts';
import type { CommandHandler, CommandOutcome, CommandTools } from './commands/command.ts';

/** Commands that wait for the one that runs; a server that sends more is told `busy`. */
export const maxWaitingCommands = 32;

export interface CommandsDeps {
  readonly tools: CommandTools;
  readonly store: CommandStore;
  readonly log: Log;
  readonly publish: (result: CommandResult) => Promise<void>;
}

export interface Commands {
  take(command: Command): void;
  /** Tells what became of commands that the last start left in the middle; called whenever more may be known. */
  recover(): Promise<void>;
}

/** Runs commands one behind the other, each once, also over a restart (mqtt.md, command names). */
export function createCommands({ tools, store, log, publish }: CommandsDeps): Commands {
  const { clock } = tools;
  const running = new Set<string>();
  let chain: Promise<void> = Promise.resolve();
  /** Left in the middle by the last start; only these are recovered. */
  const leftOver = new Set(store.unfinished().map((one) => one.id));

  function resultOf(id: string, outcome: CommandOutcome): CommandResult {
    return { id, ...outcome, at: instantOf(clock.now()) };
  }

  /** Where it does not arrive the server sends the command again, and gets the stored result. */
  async function tell(result: CommandResult): Promise<void> {
    await publish(result).catch(() => {});
  }

  async function work(command: Command, deadline: number): Promise<void> {
    const { id, name, args } = command;
    const known = store.find(id);
    if (known?.result !== undefined) return tell(known.result);
    if (known !== undefined) return leftOver.has(id) ? recoverOne(known) : undefined;
    const outcome = await prepare(command, deadline);
    const { epoch, lastSeq } = tools.diary.journal.state();
    const begun: Remembered = { id, name, args, epoch, lastSeq };
    await store.begin(begun);
    if (outcome !== undefined) return finish(id, async () => outcome);
    const handler = handlers[name as CommandName] as CommandHandler<CommandName>;
    await finish(id, () => handler.run(args as never, id, tools));
  }

  /** Everything that refuses a command before it is begun; undefined: it may begin now. */
  async function prepare({ name, args }: Command, deadline: number): Promise<CommandOutcome | undefined> {
    if (!Object.hasOwn(handlers, name)) return { ok: false, code: 'unknown-command' };
    const read = argChecks[name as CommandName](args);
    if (!read.ok) return { ok: false, code: 'bad-args', detail: read.problem };
    const left = deadline - clock.monotonic();
    if (left <= 0) return { ok: false, code: 'expired' };
    const { whenIdle } = handlers[name as CommandName];
    if (whenIdle && !(await tools.session.whenIdle(left))) return { ok: false, code: 'expired' };
    return undefined;
  }

  async function finish(id: string, run: () => Promise<CommandOutcome | undefined>): Promise<void> {
    let outcome: CommandOutcome | undefined;
    try {
      outcome = await run();
    } catch (error) {
      const code = error instanceof CodedError ? error.code.toLowerCase().replaceAll('_', '-') : 'failed';
      outcome = { ok: false, code, detail: messageOf(error) };
    }
    if (outcome === undefined) return;
    leftOver.delete(id);
    const result = resultOf(id, outcome);
    await store.finish(id, result);
    await tell(result);
  }

  async function recoverOne(begun: Remembered): Promise<void> {
    const handler = handlers[begun.name as CommandName] as CommandHandler<CommandName>;
    const args = begun.args as never;
    await finish(begun.id, () =>
      handler.recover === undefined
        ? handler.run(args, begun.id, tools)
        : handler.recover(args, begun, tools),
    );
  }

  function queue(job: () => Promise<void>): Promise<void> {
    chain = chain.then(job).catch((error) => log.error(`command: ${messageOf(error)}`));
    return chain;
  }

  return {
    take(command) {
      const { id, validMs } = command;
      // Sent again at each subscription until its result came: the one that runs will tell it.
      if (running.has(id)) return;
      if (running.size >= maxWaitingCommands) {
        void tell(resultOf(id, { ok: false, code: 'busy' }));
        return;
      }
      running.add(id);
      const deadline = clock.monotonic() + validMs;
      void queue(() => work(command, deadline)).then(() => running.delete(id));
    },
    recover: () =>
      queue(async () => {
        for (const begun of store.unfinished()) if (leftOver.has(begun.id)) await recoverOne(begun);
      }),
  };
}

const argChecks = Object.fromEntries(
  Object.entries(commandArgs).map(([name, schema]) => [name, checker(schema)]),
) as Record<CommandName, (value: unknown) => { ok: true } | { ok: false; problem: string }>;
