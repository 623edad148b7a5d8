import { type Static, Type } from 'typebox';
import { type Role, roles } from '../../protocol/http/access.ts';
import { nameRule, readName } from '../access/names.ts';
import { type AccessOperations, createAccessOperations, type UserEdit } from '../access/operations.ts';
import { createPasswords } from '../access/password.ts';
import { passwordProblem, passwordProblems } from '../access/password-rule.ts';
import { createAuditStore } from '../audit/audit-store.ts';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { readConfig } from './configuration.ts';
import { print, withDatabase } from './database.ts';
import { readPassword } from './read-password.ts';

const data = { data: ServerConfig.properties.data };
const role = Type.Enum([...roles] as Static<typeof Role>[], { allowed: roles.join(', ') });

const Plain = Type.Object(data);
const Add = Type.Object({
  ...data,
  role,
  noPassword: Type.Boolean({
    default: false,
    description: 'A user who signs in by one-time links alone',
    allowed: 'true or false',
  }),
});
const ChangeRole = Type.Object({ ...data, role });

/** Who acts, in the audit log. */
const actor = 'command line';

/** `user add | list | role | disable | enable | password`: works on the data folder, also while the server runs on it. */
export async function runUser(argv: readonly string[]): Promise<number> {
  const [verb = '', ...rest] = argv;
  if (verb === 'list') {
    for (const user of onUsers(readConfig(Plain, rest).data, (users) => users.users())) print(user);
    return 0;
  }
  const [given = '', ...flags] = rest;
  const verbs: Record<string, () => Promise<number>> = {
    add: () => add(given, readConfig(Add, flags)),
    role: async () => {
      const config = readConfig(ChangeRole, flags);
      return change(config.data, given, { role: config.role });
    },
    disable: async () => change(readConfig(Plain, flags).data, given, { disabled: true }),
    enable: async () => change(readConfig(Plain, flags).data, given, { disabled: false }),
    password: async () => {
      const config = readConfig(Plain, flags);
      return change(config.data, given, { password: await newHash(given) });
    },
  };
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (run === undefined || given === '' || given.startsWith('-')) {
    const can = Object.keys(verbs).map((one) => `user ${one} NAME`);
    throw new ServerError('CONFIG_INVALID', `say ${can.join(', ')} or user list`);
  }
  return run();
}

async function add(given: string, config: Static<typeof Add>): Promise<number> {
  const name = readName(given);
  if (name === undefined)
    throw new ServerError('USER_INVALID', `"${given}" is no name: allowed are ${nameRule}`);
  const password = config.noPassword ? null : await newHash(name);
  const user = { name, role: config.role, password };
  const added = onUsers(config.data, (users) => users.addUser(user, actor, Date.now()), true);
  if (added === 'NAME_TAKEN') throw new ServerError('USER_EXISTS', `there is a user ${name} already`);
  print(added);
  return 0;
}

function change(dataDir: string, name: string, edit: UserEdit): number {
  const changed = onUsers(dataDir, (users) => users.changeUser(name, edit, actor, Date.now()));
  if (changed === 'USER_UNKNOWN') throw new ServerError('USER_UNKNOWN', `there is no user ${name}`);
  if (changed === 'LAST_ADMIN')
    throw new ServerError('LAST_ADMIN', `${name} is the last admin: make somebody else one first`);
  print(changed);
  return 0;
}

async function newHash(name: string): Promise<string> {
  const password = await readPassword();
  const problem = passwordProblem(password, name);
  if (problem !== undefined) throw new ServerError('USER_INVALID', passwordProblems[problem]);
  return createPasswords().hash(password);
}

/** Runs one operation on the users of a data folder, with its line in the audit log, whole or not at all. */
export function onUsers<T>(dataDir: string, run: (users: AccessOperations) => T, make = false): T {
  return withDatabase(
    dataDir,
    (db) => db.transaction(() => run(createAccessOperations(db, createAuditStore(db)))).immediate(),
    make,
  );
}
