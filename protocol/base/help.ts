import { IsOptional, type TSchema } from 'typebox';
import { CodedError } from './errors.ts';

/** Somebody asked what a program takes: the message is the answer, and nothing went wrong. */
export class HelpWanted extends CodedError<'HELP'> {
  constructor(text: string) {
    super('HELP', text);
  }
}

/** Whether `--help` or `-h` stands among the arguments. */
export const asksForHelp = (argv: readonly string[]): boolean =>
  argv.includes('--help') || argv.includes('-h');

/** Every key of a configuration as its flag: what it is, what is allowed, and what holds without it. */
export function helpText(
  keys: readonly (readonly [flag: string, schema: TSchema])[],
  envPrefix: string,
): string {
  const lines = keys.flatMap(([flag, schema]) => {
    const { description = '', allowed = '', default: standard } = schema as Annotated;
    const without =
      standard === undefined
        ? IsOptional(schema)
          ? 'none'
          : 'it must be given'
        : String(standard) || 'empty';
    return [`  ${flag}  ${description}`, `      allowed: ${allowed}; without it: ${without}`];
  });
  return [
    ...lines,
    '  --config  a YAML file of the same keys',
    `Each can stand in the environment too, as ${envPrefix}_ and its name in capitals. See docs/configuration.md.`,
  ].join('\n');
}

interface Annotated {
  readonly description?: string;
  readonly allowed?: string;
  readonly default?: unknown;
}
