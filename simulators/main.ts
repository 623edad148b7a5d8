import { codeOf, messageOf } from '../protocol/base/errors.ts';
import { asksForHelp, HelpWanted } from '../protocol/base/help.ts';
import { runDemo } from './demo/cli.ts';
import { runDispenser } from './dispenser/cli.ts';
import { simulatorError } from './errors.ts';
import { runFish, runOneSeed, runSeeds } from './seeds/cli.ts';

/** Every simulator by its first argument. A simulator sets up what it needs and returns; it ends the process itself. */
const subcommands: Readonly<Record<string, (argv: readonly string[]) => void | Promise<void>>> = {
  dispenser: runDispenser,
  demo: runDemo,
  seeds: runSeeds,
  seed: runOneSeed,
  fish: runFish,
};

/** What people start by hand: its faults are told in words. */
const forPeople = 'demo';

/** Runs one simulator; a fault is one line of JSON, of the demo words, and exit code 2. */
export async function main([name, ...argv]: readonly string[]): Promise<void> {
  const fail = (error: unknown) =>
    error instanceof HelpWanted
      ? end(error.message, 0)
      : end(name === forPeople ? inWords(error) : inJson(error), 2);
  process.on('uncaughtException', fail);
  try {
    const run = Object.hasOwn(subcommands, name ?? '') ? subcommands[name ?? ''] : undefined;
    if (run === undefined && asksForHelp([name ?? '']))
      throw new HelpWanted(
        `Simulators: ${Object.keys(subcommands).join(', ')}. NAME --help tells its flags.`,
      );
    if (run === undefined) {
      const known = Object.keys(subcommands).join(', ');
      throw simulatorError('SUBCOMMAND_UNKNOWN', `${name ?? 'nothing'} was given, allowed is ${known}`);
    }
    await run(argv);
  } catch (error) {
    fail(error);
  }
}

function inWords(error: unknown): string {
  return `${codeOf(error) ?? 'INTERNAL'}: ${messageOf(error)}`;
}

function inJson(error: unknown): string {
  const problems =
    typeof error === 'object' && error !== null && 'problems' in error ? error.problems : undefined;
  return JSON.stringify({
    ev: 'error',
    code: codeOf(error) ?? 'INTERNAL',
    message: messageOf(error),
    problems,
  });
}

function end(line: string, code: number): void {
  process.stdout.write(`${line}\n`, () => process.exit(code));
}
