import { parseArgs } from 'node:util';
import { IsOptional, type Static, type TObject, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { parseDocument } from 'yaml';
import { CodedError, messageOf } from './errors.ts';
import { asksForHelp, HelpWanted, helpText } from './help.ts';

/** One mistake in a configuration: where it was read, the value as given, and what would be accepted. */
export interface ConfigProblem {
  readonly key: string;
  readonly source: string;
  readonly value: string;
  readonly allowed: string;
}

/** Every mistake of a configuration at once, so that a person mends them in one go. */
export class ConfigError extends CodedError<'CONFIG_INVALID'> {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map((p) => `  ${p.key} = ${p.value} (${p.source}): allowed is ${p.allowed}`);
    super('CONFIG_INVALID', `the configuration has ${problems.length} mistake(s):\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/** Where a program's configuration comes from. Flags win over environment, environment over file, file over defaults. */
export interface ConfigSources {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Environment names are this, `_`, and the key in upper snake case: `MASKFLEET_BRIDGE_TOKEN_FILE`. */
  readonly envPrefix: string;
  readonly readFile: (path: string) => string;
}

/**
 * A configuration key: a TypeBox schema with `description` and `allowed` (what a person may write, in words).
 * Keys are camelCase here and in YAML, kebab-case as flags.
 */
type Keys = Record<string, TSchema>;

interface Given {
  readonly source: string;
  readonly value: unknown;
}

/** The keys that were right, and every mistake in the others. */
export interface CollectedConfig<T extends Keys> {
  readonly config: Readonly<Partial<Static<TObject<T>>>>;
  readonly problems: readonly ConfigProblem[];
}

/**
 * Reads and checks one flat configuration. Positional arguments are refused; `--config FILE` names a YAML file.
 * @throws ConfigError with all mistakes; HelpWanted where somebody asks what there is.
 */
export function loadConfig<T extends Keys>(
  schema: TObject<T>,
  sources: ConfigSources,
): Readonly<Static<TObject<T>>> {
  const { config, problems } = collectConfig(schema, sources);
  if (problems.length > 0) throw new ConfigError(problems);
  return config as Readonly<Static<TObject<T>>>;
}

/** As {@link loadConfig}, for whoever has more to check than a schema can say and tells all mistakes together. */
export function collectConfig<T extends Keys>(
  schema: TObject<T>,
  sources: ConfigSources,
): CollectedConfig<T> {
  if (asksForHelp(sources.argv)) {
    const flags = Object.entries(schema.properties).map(([key, one]) => [flagOf(key), one] as const);
    throw new HelpWanted(helpText(flags, sources.envPrefix));
  }
  const problems: ConfigProblem[] = [];
  const keys = Object.keys(schema.properties);
  const flags = readFlags(schema.properties, sources.argv, problems);
  const envKey = (key: string) => envNameOf(sources.envPrefix, key);
  const file = flags.get('config')?.value ?? sources.env[envKey('config')];
  const fromFile =
    typeof file === 'string' ? readYaml(file, keys, sources.readFile, problems) : new Map<string, Given>();

  const config: Record<string, unknown> = {};
  for (const key of keys) {
    const property = schema.properties[key] as TSchema;
    const fromEnv = sources.env[envKey(key)];
    const given =
      flags.get(key) ??
      (fromEnv === undefined ? undefined : { source: `environment ${envKey(key)}`, value: fromEnv }) ??
      fromFile.get(key);
    const fallback = annotation(property, 'default');
    if (given === undefined) {
      if (fallback !== undefined) config[key] = fallback;
      else if (!IsOptional(property)) problems.push(problem(key, 'not given', undefined, property));
      continue;
    }
    const value = typeof given.value === 'string' ? coerce(property, given.value) : given.value;
    if (Compile(property).Check(value)) config[key] = value;
    else problems.push(problem(key, given.source, given.value, property));
  }
  return { config: Object.freeze(config) as CollectedConfig<T>['config'], problems };
}

function readFlags(properties: Keys, argv: readonly string[], problems: ConfigProblem[]): Map<string, Given> {
  const options: Record<string, { type: 'string' | 'boolean' }> = { config: { type: 'string' } };
  const keyOf = new Map<string, string>([['config', 'config']]);
  for (const [key, property] of Object.entries(properties)) {
    options[kebab(key)] = { type: annotation(property, 'type') === 'boolean' ? 'boolean' : 'string' };
    keyOf.set(kebab(key), key);
  }
  const given = new Map<string, Given>();
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const known = [...keyOf.keys()].map((name) => `--${name}`).join(', ');
  for (const token of tokens) {
    if (token.kind === 'positional') {
      problems.push({ key: token.value, source: 'command line', value: token.value, allowed: known });
    } else if (token.kind === 'option') {
      const key = keyOf.get(token.name);
      if (key === undefined) {
        problems.push({
          key: token.rawName,
          source: 'command line',
          value: token.value ?? '',
          allowed: known,
        });
      } else {
        const bare = options[token.name]?.type === 'boolean' ? true : '';
        given.set(key, { source: `--${token.name}`, value: token.value ?? bare });
      }
    }
  }
  return given;
}

function readYaml(
  path: string,
  keys: readonly string[],
  readFile: (path: string) => string,
  problems: ConfigProblem[],
): Map<string, Given> {
  const source = `file ${path}`;
  const refuse = (value: string) =>
    problems.push({ key: 'config', source, value, allowed: 'a readable YAML file of keys' });
  let content: unknown;
  try {
    const document = parseDocument(readFile(path));
    if (document.errors[0]) throw document.errors[0];
    content = document.toJS() ?? {};
  } catch (error) {
    refuse(messageOf(error).split('\n')[0] ?? '');
    return new Map();
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    refuse(JSON.stringify(content));
    return new Map();
  }
  const given = new Map<string, Given>();
  for (const [key, value] of Object.entries(content)) {
    if (keys.includes(key)) given.set(key, { source, value });
    else problems.push({ key, source, value: JSON.stringify(value), allowed: `one of ${keys.join(', ')}` });
  }
  return given;
}

function problem(key: string, source: string, value: unknown, property: TSchema): ConfigProblem {
  const shown = value === undefined ? 'nothing' : JSON.stringify(value);
  return {
    key,
    source,
    value: shown,
    allowed: String(annotation(property, 'allowed') ?? 'see the documentation'),
  };
}

/** Flags and environment are text; numbers and booleans are read from it, everything else is kept for the check. */
function coerce(property: TSchema, text: string): unknown {
  const type = annotation(property, 'type');
  if ((type === 'integer' || type === 'number') && text.trim() !== '' && Number.isFinite(Number(text)))
    return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function annotation(schema: TSchema, name: string): unknown {
  return (schema as Record<string, unknown>)[name];
}

/** The flag of a key: `tokenFile` is `--token-file`. */
export function flagOf(key: string): string {
  return `--${kebab(key)}`;
}

/** The environment's name of a key: `tokenFile` is `MASKFLEET_BRIDGE_TOKEN_FILE`. */
export function envNameOf(prefix: string, key: string): string {
  return `${prefix}_${kebab(key).replaceAll('-', '_').toUpperCase()}`;
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
