import { codeOf, messageOf } from '../protocol/base/errors.ts';
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

/** Runs one simulator; a fault is one line of JSON and exit code 2. */
export async function main([name, ...argv]: readonly string[]): Promise<void> {
  process.on('uncaughtException', fail);
  try {
    const run = Object.hasOwn(subcommands, name ?? '') ? subcommands[name ?? ''] : undefined;
    if (run === undefined) {
      const known = Object.keys(subcommands).join(', ');
      throw simulatorError('SUBCOMMAND_UNKNOWN', `${name ?? 'nothing'} was given, allowed is ${known}`);
    }
    await run(argv);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  const problems =
    typeof error === 'object' && error !== null && 'problems' in error ? error.problems : undefined;
  const line = { ev: 'error', code: codeOf(error) ?? 'INTERNAL', message: messageOf(error), problems };
  process.stdout.write(`${JSON.stringify(line)}\n`, () => process.exit(2));
}
