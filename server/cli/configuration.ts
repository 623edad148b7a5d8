import { readFileSync } from 'node:fs';
import type { Static, TObject, TSchema } from 'typebox';
import { type ConfigSources, loadConfig } from '../../protocol/base/config.ts';

/** Where the server's commands have their configuration from. */
export function sourcesOf(argv: readonly string[]): ConfigSources {
  const readFile = (path: string) => readFileSync(path, 'utf8');
  return { argv, env: process.env, envPrefix: 'MASKFLEET_SERVER', readFile };
}

/** Reads a command's configuration from its arguments, the environment (MASKFLEET_SERVER_…) and `--config`. */
export function readConfig<T extends Record<string, TSchema>>(
  schema: TObject<T>,
  argv: readonly string[],
): Readonly<Static<TObject<T>>> {
  return loadConfig(schema, sourcesOf(argv));
}

/** Resolves when the process is asked to end. */
export function untilAskedToEnd(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
}

/** The built pages of this checkout. */
export const ownPages = new URL('../../dashboard/dist/', import.meta.url).pathname;
