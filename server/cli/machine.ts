import { randomBytes, randomUUID } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { ConfigError, type ConfigProblem } from '../../protocol/base/config.ts';
import type { Language } from '../../protocol/mqtt/fields.ts';
import { type CommandName, commandArgs } from '../../protocol/mqtt/messages/command.ts';
import { isMachineId } from '../../protocol/mqtt/topics.ts';
import { createAuditStore } from '../audit/audit-store.ts';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { createCommandStore } from '../fleet/command-store.ts';
import {
  createMachineStore,
  hashToken,
  type MachineStore,
  type PlannedSlot,
} from '../fleet/machine-store.ts';
import { createOrders } from '../fleet/orders.ts';
import type { Policy } from '../policy/document.ts';
import { createPolicyStore } from '../policy/policy-store.ts';
import type { Db } from '../store/open.ts';
import { readConfig } from './configuration.ts';
import { print, withDatabase } from './database.ts';

/** The most that SET_STOCK can tell a dispenser (serial.md). */
const maxCapacity = 0xffff;

const data = { data: ServerConfig.properties.data };
const text = (description: string) =>
  Type.String({ minLength: 1, maxLength: 80, description, allowed: '1 to 80 characters' });
const degrees = (limit: number) =>
  Type.Optional(
    Type.Number({ minimum: -limit, maximum: limit, allowed: `degrees from ${-limit} to ${limit}` }),
  );

const Enrol = Type.Object({
  ...data,
  name: Type.Optional(text('How people call the machine')),
  lat: degrees(90),
  lon: degrees(180),
  district: Type.Optional(text('The district it stands in')),
  language: Type.Optional(
    Type.Enum(['tr', 'en', 'zh-TW'] as Static<typeof Language>[], { allowed: 'tr, en or zh-TW' }),
  ),
  slots: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9_-]+(:\\d{1,5}){1,2}(,[A-Za-z0-9_-]+(:\\d{1,5}){1,2}){0,15}$',
      description: 'What each slot holds, how many items, and up to how many it is filled, from slot 0 on',
      allowed: 'PRODUCT:CAPACITY[:PAR],…, e.g. adult:200:160,child:100',
    }),
  ),
});
const Plain = Type.Object(data);
const Send = Type.Object({
  ...data,
  command: Type.Enum(Object.keys(commandArgs), { allowed: Object.keys(commandArgs).join(', ') }),
  args: Type.String({ default: '{}', allowed: 'the command\'s arguments as JSON, e.g. {"slot":0,"qty":1}' }),
  validSeconds: Type.Integer({
    minimum: 1,
    maximum: 86_400,
    default: 60,
    allowed: 'seconds from 1 to 86400',
  }),
});

/** `machine enrol | revoke | list | send`: works on the data folder, also while the server runs on it. */
export async function runMachine(argv: readonly string[]): Promise<number> {
  const [verb = '', ...rest] = argv;
  if (verb === 'list') return withDatabase(readConfig(Plain, rest).data, list);
  const [id = '', ...flags] = rest;
  const verbs: Record<string, () => number> = {
    enrol: () => enrol(id, readConfig(Enrol, flags)),
    revoke: () => withDatabase(readConfig(Plain, flags).data, (db) => revoke(createMachineStore(db), id)),
    send: () => send(id, readConfig(Send, flags)),
  };
  const run = verbs[verb];
  if (run === undefined) {
    throw new ServerError(
      'CONFIG_INVALID',
      'say machine enrol ID, machine revoke ID, machine send ID or machine list',
    );
  }
  if (!isMachineId(id)) {
    const message = `"${id}" is no machine id: allowed are 2 to 32 of a-z, 0-9 and -, the first not a -`;
    throw new ServerError('MACHINE_ID_INVALID', message);
  }
  return run();
}

function enrol(id: string, config: Static<typeof Enrol>): number {
  return withDatabase(
    config.data,
    (db) => {
      const token = randomBytes(32).toString('base64url');
      const { name = id, lat = null, lon = null, district = '', language = null } = config;
      const slots = config.slots === undefined ? null : parseSlots(config.slots);
      const wrong = slotProblems(slots ?? [], createPolicyStore(db).current(Date.now()));
      if (wrong.length > 0) throw new ConfigError(wrong);
      const machine = { id, name, lat, lon, district, language, slots };
      const added = createMachineStore(db).enrol({
        ...machine,
        enrolledAtMs: Date.now(),
        tokenHash: hashToken(token),
      });
      if (!added)
        throw new ServerError(
          'MACHINE_EXISTS',
          `the machine ${id} is enrolled already: revoke it, and enrol a new id`,
        );
      print({ machine: id, token });
      return 0;
    },
    true,
  );
}

function parseSlots(plan: string): PlannedSlot[] {
  return plan.split(',').map((one, slot) => {
    const [product = '', capacity, par] = one.split(':');
    const level = par === undefined ? {} : { par: Math.min(Number(par), Number(capacity)) };
    return { slot, product, capacity: Number(capacity), ...level };
  });
}

/** What no pattern can say: a machine ignores a plan with such slots as a whole, or waits for them for ever. */
function slotProblems(slots: readonly PlannedSlot[], policy: Policy | undefined): ConfigProblem[] {
  const products = policy?.products.map(({ id }) => id);
  return slots.flatMap(({ slot, product, capacity }) => {
    const problem = (value: string, allowed: string) => ({
      ...{ key: 'slots', source: `--slots, slot ${slot}`, value, allowed },
    });
    return [
      ...(capacity > maxCapacity
        ? [problem(String(capacity), `a whole number of items up to ${maxCapacity}`)]
        : []),
      ...(products === undefined || products.includes(product)
        ? []
        : [problem(product, `a product of the policy: ${products.join(', ')}`)]),
    ];
  });
}

function revoke(machines: MachineStore, id: string): number {
  if (!machines.revoke(id, Date.now()))
    throw new ServerError('MACHINE_UNKNOWN', `there is no machine ${id} to revoke`);
  print({ machine: id, revoked: true });
  return 0;
}

function list(db: Db): number {
  for (const machine of createMachineStore(db).list()) print(machine);
  return 0;
}

/** Orders as a page does: a `lock` holds by `desired` too. */
function send(machine: string, config: Static<typeof Send>): number {
  const name = config.command as CommandName;
  let args: unknown;
  try {
    args = JSON.parse(config.args);
  } catch {
    args = undefined;
  }
  const check = Compile(commandArgs[name]);
  if (!check.Check(args)) {
    const problems = check.Errors(args).map((error) => `${error.instancePath || '/'} ${error.message}`);
    throw new ServerError(
      'COMMAND_INVALID',
      `--args ${config.args} does not fit ${name}: ${problems.join('; ')}`,
    );
  }
  return withDatabase(config.data, (db) => {
    const id = randomUUID();
    const nowMs = Date.now();
    const orders = createOrders({
      commands: createCommandStore(db),
      machines: createMachineStore(db),
      audit: createAuditStore(db),
    });
    const order = { id, machine, name, args, reason: '', validMs: config.validSeconds * 1000 };
    const given = { actor: 'command line', nowMs, wallMs: nowMs };
    const outcome = db.transaction(() => orders(order, given)).immediate();
    if (!outcome.given && outcome.code === 'MACHINE_UNKNOWN')
      throw new ServerError('MACHINE_UNKNOWN', `there is no machine ${machine}`);
    if (!outcome.given)
      throw new ServerError('COMMAND_INVALID', `the machine ${machine} takes no more: ${outcome.code}`);
    print({ machine, command: id });
    return 0;
  });
}
