import { resolve } from 'node:path';
import { Type } from 'typebox';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { backUp, restore } from '../store/backup.ts';
import { readConfig } from './configuration.ts';
import { print } from './database.ts';

const Data = Type.Object({ data: ServerConfig.properties.data });

/** `backup FILE`: the books as they are now, also while the server runs; the keys are kept apart from them. */
export async function runBackup(argv: readonly string[]): Promise<number> {
  const [file, flags] = fileOf('backup', argv);
  const { data } = readConfig(Data, flags);
  print(backUp(resolve(data), file));
  process.stderr.write(`keys.json of ${data} is not in it: keep a copy of that too, in another place\n`);
  return 0;
}

/** `restore FILE`: puts a backup in the place of the books, while no server runs on them. */
export async function runRestore(argv: readonly string[]): Promise<number> {
  const [file, flags] = fileOf('restore', argv);
  const { data } = readConfig(Data, flags);
  print(await restore(resolve(data), file, Date.now()));
  return 0;
}

function fileOf(verb: string, [file = '', ...flags]: readonly string[]): [string, readonly string[]] {
  if (file === '' || file.startsWith('-')) throw new ServerError('CONFIG_INVALID', `say ${verb} FILE`);
  return [file, flags];
}
