import { readFileSync } from 'node:fs';
import type { Static, TObject, TSchema } from 'typebox';
import { loadConfig } from '../../protocol/base/config.ts';

/** Reads a command's configuration from its arguments, the environment (MASKFLEET_SERVER_…) and `--config`. */
export function readConfig<T extends Record<string, TSchema>>(
  schema: TObject<T>,
  argv: readonly string[],
): Readonly<Static<TObject<T>>> {
  const readFile = (path: string) => readFileSync(path, 'utf8');
  return loadConfig(schema, { argv, env: process.env, envPrefix: 'MASKFLEET_SERVER', readFile });
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
