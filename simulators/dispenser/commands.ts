import { entries, schemes } from '../../protocol/serial/constants.ts';
import type { Dispenser } from './dispenser.ts';

/** Why a line was not obeyed. Nothing has changed then; a value that could be a card's number is not in it. */
export interface CommandRefusal {
  readonly ev: 'error';
  readonly code: 'UNKNOWN_COMMAND' | 'BAD_ARGUMENT' | 'POWER_OFF' | 'NO_SUCH_SLOT';
  readonly message: string;
  readonly key: string;
  readonly value: string;
  readonly allowed: string;
}

/** An argument that does not fit. */
class ArgumentProblem extends Error {
  readonly key: string;
  readonly value: string;
  readonly allowed: string;

  constructor(key: string, value: string, allowed: string) {
    super(`${key} cannot be ${value}; allowed is ${allowed}`);
    this.key = key;
    this.value = value;
    this.allowed = allowed;
  }
}

interface Command {
  readonly usage: string;
  readonly words: { readonly min: number; readonly max: number };
  run(dispenser: Dispenser, words: readonly string[]): ReturnType<Dispenser['select']> | object;
}

const maxIdBytes = 64;
const one = { min: 1, max: 1 };
const none = { min: 0, max: 0 };
const done = undefined;

/** Every command of the dispenser's standard input, by its first word. */
const commands: Readonly<Record<string, Command>> = {
  card: {
    usage: 'card SCHEME ID [tap|scan|typed]',
    words: { min: 2, max: 3 },
    run: (dispenser, [scheme, id, entry]) =>
      dispenser.card(oneOf('scheme', scheme, schemes), cardId(id), oneOf('entry', entry ?? 'tap', entries)),
  },
  select: slotCommand('select', (dispenser, slot) => dispenser.select(slot)),
  door: {
    usage: 'door open|close',
    words: one,
    run: (dispenser, [way]) => dispenser.door(oneOf('door', way, ['open', 'close']) === 'open'),
  },
  jam: slotCommand('jam', (dispenser, slot) => dispenser.jam(slot)),
  clear: slotCommand('clear', (dispenser, slot) => dispenser.clear(slot)),
  miss: slotCommand('miss', (dispenser, slot) => dispenser.miss(slot)),
  tamper: {
    usage: 'tamper KIND',
    words: one,
    run: (dispenser, [kind]) => dispenser.tamper(numberOf('kind', kind, 0, 255, true)),
  },
  claim: { usage: 'claim', words: none, run: (dispenser) => dispenser.claim() },
  power: {
    usage: 'power on|off',
    words: one,
    run(dispenser, [way]) {
      dispenser.power(oneOf('power', way, ['on', 'off']) === 'on');
      return done;
    },
  },
  noise: {
    usage: 'noise PROBABILITY',
    words: one,
    run(dispenser, [level]) {
      dispenser.noise(numberOf('noise', level, 0, 1, false));
      return done;
    },
  },
  status: {
    usage: 'status',
    words: none,
    run: (dispenser) => ({ ev: 'status', ...dispenser.status() }),
  },
};

/** Usages, for people. `quit` ends the program and is its own business. */
const allowedCommands = [...Object.values(commands).map(({ usage }) => usage), 'quit'].join(', ');

/** Obeys one line. Undefined: done, and what happened was told; otherwise a line to print. */
export function obey(line: string, dispenser: Dispenser): object | undefined {
  const [name = '', ...words] = line.trim().split(/\s+/);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) return refusal('UNKNOWN_COMMAND', 'command', shown(name), allowedCommands);
  const { min, max } = command.words;
  if (words.length < min || words.length > max)
    return refusal('BAD_ARGUMENT', name, `${words.length} argument(s)`, command.usage);
  try {
    const result = command.run(dispenser, words);
    if (result === undefined || !('code' in result)) return result;
    return refusal(result.code, result.key, result.value, result.allowed);
  } catch (error) {
    if (!(error instanceof ArgumentProblem)) throw error;
    return refusal('BAD_ARGUMENT', error.key, error.value, error.allowed);
  }
}

function slotCommand(
  name: string,
  run: (dispenser: Dispenser, slot: number) => ReturnType<Dispenser['select']>,
): Command {
  return {
    usage: `${name} SLOT`,
    words: one,
    run: (dispenser, [slot]) => run(dispenser, numberOf('slot', slot, 0, 15, true)),
  };
}

function oneOf<const W extends string>(key: string, given: string | undefined, allowed: readonly W[]): W {
  const found = allowed.find((word) => word === given);
  if (found === undefined) throw new ArgumentProblem(key, shown(given ?? ''), allowed.join(', '));
  return found;
}

function numberOf(key: string, given: string | undefined, min: number, max: number, whole: boolean): number {
  const value = given === undefined || !/^\d+(\.\d+)?$/.test(given) ? Number.NaN : Number(given);
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw new ArgumentProblem(
    key,
    shown(given ?? ''),
    `a ${whole ? 'whole ' : ''}number from ${min} to ${max}`,
  );
}

function cardId(given: string | undefined): string {
  const bytes = Buffer.byteLength(given ?? '');
  if (given !== undefined && bytes <= maxIdBytes) return given;
  throw new ArgumentProblem('id', `${bytes} bytes`, `1 to ${maxIdBytes} bytes without spaces`);
}

/** A word as it was given, unless it is long enough to be a card's number in the wrong place. */
function shown(word: string): string {
  return /^[a-z-]{0,16}$/.test(word) || /^-?[\d.]{1,5}$/.test(word) ? word : '(not shown)';
}

function refusal(code: CommandRefusal['code'], key: string, value: string, allowed: string): CommandRefusal {
  return { ev: 'error', code, message: `${key} = ${value}: allowed is ${allowed}`, key, value, allowed };
}
