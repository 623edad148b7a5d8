import type { TObject } from 'typebox';
import { IsOptional } from 'typebox';
import { BridgeKeys } from '../../firmware-bridge/config.ts';
import { envNameOf, flagOf } from '../../protocol/base/config.ts';
import { ServerConfig } from '../../server/config.ts';
import { DemoConfig } from '../../simulators/demo/config.ts';
import { DispenserConfig } from '../../simulators/dispenser/cli.ts';

const programs: readonly { title: string; command: string; env: string; keys: TObject }[] = [
  { title: 'Server', command: 'npm run server --', env: 'MASKFLEET_SERVER', keys: ServerConfig },
  { title: 'Bridge', command: 'npm run bridge --', env: 'MASKFLEET_BRIDGE', keys: BridgeKeys },
  { title: 'Demo', command: 'npm run demo --', env: 'MASKFLEET_DEMO', keys: DemoConfig },
  {
    title: 'Virtual dispenser',
    command: 'npm run sim -- dispenser',
    env: 'MASKFLEET_SIM',
    keys: DispenserConfig,
  },
];

const intro = `# Configuration

Made from the programs' own schemas by \`npm run docs\`; a test holds that it is current.

Each key can be given as a flag, in the environment, or in a YAML file that \`--config FILE\` (or the environment's
\`…_CONFIG\`) names; there it is written as in the first column. Flags win over the environment, the environment over the
file, the file over the default. A program tells all mistakes at once and does not start with any.
`;

/** The page of every key of every program. */
export function configurationPage(): string {
  const parts = programs.map(({ title, command, env, keys }) => {
    const rows = Object.entries(keys.properties).map(([key, schema]) => {
      const { description = '', allowed = '', default: standard } = schema as Annotated;
      const fallback =
        standard === undefined ? (IsOptional(schema) ? 'none' : '**must be given**') : code(standard);
      const cells = [code(key), code(flagOf(key)), fallback, text(allowed), text(capital(description))];
      return `| ${cells.join(' | ')} |`;
    });
    const example = envNameOf(env, Object.keys(keys.properties)[0] ?? '');
    return [
      `## ${title}`,
      `\`${command}\`; in the environment each key begins with \`${env}_\`, as \`${example}\`.`,
      ['| key | flag | default | allowed | what it is |', '| --- | --- | --- | --- | --- |', ...rows].join(
        '\n',
      ),
    ].join('\n\n');
  });
  return `${[intro.trimEnd(), ...parts].join('\n\n')}\n`;
}

interface Annotated {
  readonly description?: string;
  readonly allowed?: string;
  readonly default?: unknown;
}

const code = (value: unknown) => (value === '' ? 'empty' : `\`${String(value)}\``);
const text = (words: string) => words.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const capital = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
