import { randomInt } from 'node:crypto';
import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Static, Type } from 'typebox';
import { parseSimulatedClock, simulatedClock, wallClock } from '../../protocol/base/clock.ts';
import { ConfigError, loadConfig } from '../../protocol/base/config.ts';
import { codeOf } from '../../protocol/base/errors.ts';
import { maxSlots } from '../../protocol/serial/constants.ts';
import { seededRandom } from '../random.ts';
import { linkTo, openPty } from '../transport/pty.ts';
import { obey } from './commands.ts';
import { createDispenser, loadMemory } from './dispenser.ts';
import { factoryMemory } from './memory.ts';
import { defaultItemMs } from './motor.ts';
import { fileNvram } from './nvram.ts';

const whole = (minimum: number, maximum: number, standard: number, description: string) =>
  Type.Integer({
    minimum,
    maximum,
    default: standard,
    description,
    allowed: `a whole number from ${minimum} to ${maximum}`,
  });

/** Flags of `sim dispenser`; also `MASKFLEET_SIM_…` in the environment, and `--config FILE`. */
export const DispenserConfig = Type.Object({
  slots: whole(1, maxSlots, 4, 'slots of the machine'),
  stock: whole(0, 0xffff, 200, 'items in each slot while the memory is new'),
  nvram: Type.String({
    minLength: 1,
    description: 'file of the non-volatile memory',
    allowed: 'the path of a file that may be made',
  }),
  link: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'symbolic link to the pseudo-terminal',
      allowed: 'a path; a link that stands there is replaced',
    }),
  ),
  vendMs: whole(1, 600_000, defaultItemMs, 'milliseconds that one item takes'),
  simulated: Type.Optional(
    Type.String({
      description: 'simulated clock',
      allowed: 'START,SPEED[,ORIGIN], such as 2020-05-20T06:00:00Z,60',
    }),
  ),
  seed: whole(0, 0xffff_ffff, 1, 'seed of the noise'),
  serialNo: Type.Optional(
    Type.String({
      pattern: '^[\\x21-\\x7e]{1,12}$',
      description: 'serial number while the memory is new; a random one where none is given',
      allowed: '1 to 12 printable ASCII characters',
    }),
  ),
});

/** Runs a dispenser on a pseudo-terminal until `quit`, SIGTERM or SIGINT: one line of JSON for each happening. */
export function runDispenser(argv: readonly string[]): void {
  const config = loadConfig(DispenserConfig, {
    argv,
    env: process.env,
    envPrefix: 'MASKFLEET_SIM',
    readFile: (path) => readFileSync(path, 'utf8'),
  });
  const clock = clockOf(config);
  const nvram = fileNvram(config.nvram);
  const serialNo = config.serialNo ?? `SIM${randomInt(10 ** 8)}`;
  // A memory that cannot be read or written is found before a terminal is opened and its path is printed.
  nvram.write(loadMemory(nvram, config.slots) ?? factoryMemory(serialNo, config.slots, config.stock));
  const pty = openPty();
  if (config.link !== undefined) linkTo(pty.path, config.link);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  print({ pty: pty.path });

  const dispenser = createDispenser({
    clock,
    wall: wallClock(),
    random: seededRandom(config.seed),
    nvram,
    wire: pty.wire,
    slots: config.slots,
    stock: config.stock,
    serialNo,
    vendMs: config.vendMs,
    on: print,
  });

  function end(): void {
    dispenser.power(false);
    if (config.link !== undefined) unlink(config.link, pty.path);
    // The callback comes once all that was printed before is out.
    process.stdout.write('', () => process.exit(0));
  }
  // The end of standard input ends nothing: the dispenser may run in the background without one.
  createInterface({ input: process.stdin }).on('line', (line) => {
    if (line.trim() === '') return;
    if (line.trim() === 'quit') return end();
    const answer = obey(line, dispenser);
    if (answer !== undefined) print(answer);
  });
  // A reader that went away is no reason for a machine to stop.
  process.stdout.on('error', () => {});
}

function clockOf({ simulated }: Static<typeof DispenserConfig>) {
  if (simulated === undefined) return wallClock();
  const spec = parseSimulatedClock(simulated, wallClock().now());
  if (spec !== undefined) return simulatedClock(spec);
  const { allowed } = DispenserConfig.properties.simulated as unknown as { allowed: string };
  throw new ConfigError([{ key: 'simulated', source: '--simulated', value: simulated, allowed }]);
}

/** Takes the link away, unless another dispenser made it its own meanwhile. */
function unlink(link: string, target: string): void {
  try {
    if (readlinkSync(link) === target) rmSync(link);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EINVAL') throw error;
  }
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
