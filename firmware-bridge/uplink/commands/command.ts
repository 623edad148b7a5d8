import type { Clock } from '../../../protocol/base/clock.ts';
import type { CommandArgs, CommandName } from '../../../protocol/mqtt/messages/command.ts';
import type { Diary } from '../../journal/diary.ts';
import type { Driver } from '../../serial/driver.ts';
import type { Session } from '../../session/shell.ts';
import type { Remembered } from '../command-store.ts';

/** What a command did: a value, also where it could not. `code` is stable. */
export type CommandOutcome =
  | { readonly ok: true; readonly detail?: string }
  | { readonly ok: false; readonly code: string; readonly detail?: string };

/** What the handlers of commands may use. */
export interface CommandTools {
  readonly clock: Clock;
  readonly driver: Driver;
  readonly session: Session;
  readonly diary: Diary;
  /** The product's code on the line, by `desired`. */
  readonly codeOf: (product: string) => number | undefined;
  /** Whether any `desired` applies yet: a disk that is new has none for its first moment. */
  readonly isPlanned: () => boolean;
  readonly setLocked: (locked: boolean) => Promise<void>;
  readonly report: () => Promise<void>;
  readonly newEpoch: () => Promise<void>;
  /** Asks whoever runs the bridge to start it again. */
  readonly restart: () => void;
}

/** One command of mqtt.md's list. */
export interface CommandHandler<N extends CommandName> {
  /** Waits first, within the command's time, until nobody is being served. */
  readonly whenIdle?: true;
  run(args: CommandArgs<N>, id: string, tools: CommandTools): Promise<CommandOutcome>;
  /** After a restart in its middle: what became of it, without doing anything twice. Undefined: it can't be told yet. Absent: it is safe to run again. */
  recover?(args: CommandArgs<N>, begun: Remembered, tools: CommandTools): Promise<CommandOutcome | undefined>;
}

export const done: CommandOutcome = { ok: true };
/** A restart came in between, and what was ordered did not happen. */
export const interrupted: CommandOutcome = { ok: false, code: 'interrupted' };
