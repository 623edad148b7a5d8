import type { CommandOrder } from '../../protocol/http/fleet.ts';
import { type CommandName, commandArgs } from '../../protocol/mqtt/messages/command.ts';
import { checker } from '../../protocol/mqtt/read.ts';
import { maxDisplayBytes } from '../../protocol/serial/constants.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/**
 * How long each command may wait for its machine, in ms. A lock holds by `desired` whenever the machine comes back, and
 * an unlock has to reach it however long that takes; whoever orders a vend stands before the machine.
 */
export const validMs: Readonly<Record<CommandName, number>> = {
  lock: 7 * dayMs,
  unlock: 7 * dayMs,
  display: 10 * minuteMs,
  'test-vend': minuteMs,
  'restart-bridge': 10 * minuteMs,
  'reset-dispenser': 10 * minuteMs,
  report: 5 * minuteMs,
  'set-stock': dayMs,
  'new-epoch': dayMs,
};

/** Commands of one machine that may be open at once: a bridge takes no more (mqtt.md says nothing of it). */
export const maxOpenCommands = 32;

/** The arguments as they are sent, or why they are none. */
export type ReadArgs =
  | { readonly ok: true; readonly args: object }
  | { readonly ok: false; readonly code: 'TEXT_TOO_LONG' | 'ARGS_WRONG'; readonly message: string };

const checks = new Map(Object.entries(commandArgs).map(([name, schema]) => [name, checker(schema)]));

/** Reads the arguments of an order: all that its command needs and nothing else. */
export function readArgs({ name, args }: Pick<CommandOrder, 'name' | 'args'>): ReadArgs {
  const wrong = (message: string): ReadArgs => ({ ok: false, code: 'ARGS_WRONG', message });
  const needed = Object.keys(commandArgs[name].properties);
  const odd = Object.keys(args).filter((key) => !needed.includes(key));
  if (odd.length > 0) return wrong(`${name} takes no ${odd.join(', ')}.`);
  const read = checks.get(name)?.(args);
  if (!read?.ok) return wrong(`${name} needs ${needed.join(' and ')}.`);
  const { text } = args;
  if (text !== undefined) {
    if (text.trim() === '') return wrong('The text is empty.');
    if (/\p{Cc}/u.test(text)) return wrong('The text holds control characters or line breaks.');
    const bytes = Buffer.byteLength(text, 'utf8');
    if (bytes > maxDisplayBytes) {
      const message = `The text has ${bytes} bytes of UTF-8; a display takes ${maxDisplayBytes}.`;
      return { ok: false, code: 'TEXT_TOO_LONG', message };
    }
  }
  return { ok: true, args };
}
