import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { ConfigError } from '../../protocol/base/config.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { createAuditStore } from '../audit/audit-store.ts';
import { ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { momentForms, momentOf } from '../policy/moment.ts';
import { createPolicyOperations, type PolicyOfVersion } from '../policy/operations.ts';
import { parsePolicy } from '../policy/parse.ts';
import { createPolicyStore } from '../policy/policy-store.ts';
import { changesBetween, textOf } from '../policy/review.ts';
import { oddities } from '../policy/warnings.ts';
import { type Db, readSetting } from '../store/open.ts';
import { readConfig } from './configuration.ts';
import { print, withDatabase } from './database.ts';
import { runWhatIf } from './what-if.ts';

const data = { data: ServerConfig.properties.data };
const Plain = Type.Object(data);
const Publish = Type.Object({
  ...data,
  at: Type.String({ default: 'now', description: 'From when on it is in force', allowed: momentForms }),
  note: Type.String({
    minLength: 3,
    maxLength: 500,
    description: 'Why, for the list of versions and the audit log',
    allowed: '3 to 500 characters',
  }),
});

const forms =
  'policy check FILE, policy publish FILE --at TIME --note …, policy list, policy show N, policy diff A B (each a number or a file) or policy what-if FILE --from DAY --to DAY';

/** `policy check | publish | list | show | diff | what-if`: the city's rules, also while the server runs. */
export async function runPolicy([verb = '', ...rest]: readonly string[]): Promise<number> {
  const words = rest.slice(0, rest.findIndex((one) => one.startsWith('--')) >>> 0);
  const [a, b] = words;
  const flags = rest.slice(words.length);
  const verbs: Record<string, () => number | Promise<number>> = {
    ...(words.length === 0 && { list: () => list(readConfig(Plain, flags).data) }),
    ...(words.length === 1 && {
      check: () => check(a as string, readConfig(Type.Object({}), flags)),
      publish: () => publish(a as string, readConfig(Publish, flags)),
      show: () => show(a as string, readConfig(Plain, flags).data),
      'what-if': () => runWhatIf(readPolicyFile(a as string), flags),
    }),
    ...(words.length === 2 && {
      diff: () => diff(a as string, b as string, readConfig(Plain, flags).data),
    }),
  };
  const run = verbs[verb];
  if (run === undefined) throw new ServerError('CONFIG_INVALID', `say ${forms}`);
  return run();
}

/** Tells what is odd about a file without mistakes; mistakes are thrown, all at once. */
function check(path: string, _none: object): number {
  const document = readPolicyFile(path);
  const counts = `${document.products.length} product(s), ${document.rules.length} rule(s)`;
  process.stdout.write(`the policy ${path} has no mistakes: ${counts}\n`);
  tellOddities(document, undefined);
  return 0;
}

function publish(path: string, { data: folder, at, note }: Static<typeof Publish>): number {
  const document = readPolicyFile(path);
  const [nowMs, effectiveAtMs] = momentsOf(at, document);
  return withDatabase(folder, (db) => {
    if (readSetting(db, 'clock') === 'simulated')
      throw new ServerError(
        'DATA_OTHER_CLOCK',
        `--data ${folder}: this ledger runs on simulated time; publish on its page`,
      );
    const ledger = operationsOn(db);
    const present = ledger.policyVersions(nowMs).find(({ standing }) => standing === 'in-force')?.document;
    const given = { id: randomUUID(), actor: 'command line', nowMs, wallMs: nowMs };
    const made = db
      .transaction(() => ledger.publishPolicy({ ...given, document, effectiveAtMs, note }))
      .immediate();
    if (!made.ok) throw wrongMoment(at, `${momentForms}; not before ${instantOf(nowMs)}`);
    print(made.policy);
    tellOddities(document, present);
    return 0;
  });
}

function list(folder: string): number {
  return withDatabase(folder, (db) => {
    for (const { document: _, ...version } of operationsOn(db).policyVersions(Date.now())) print(version);
    return 0;
  });
}

function show(version: string, folder: string): number {
  process.stdout.write(textOf(withDatabase(folder, (db) => numbered(db, version).document)));
  return 0;
}

/** Tells what changes, a line each; exit code 0 either way, as nothing is wrong with a change. */
function diff(a: string, b: string, folder: string): number {
  const isNumber = (word: string) => /^\d+$/.test(word);
  const read = (word: string): PolicyDocument =>
    isNumber(word) ? withDatabase(folder, (db) => numbered(db, word).document) : readPolicyFile(word);
  for (const { path, before, after } of changesBetween(read(a), read(b)))
    process.stdout.write(`${path}: ${before ?? 'nothing'} -> ${after ?? 'nothing'}\n`);
  return 0;
}

const operationsOn = (db: Db) => createPolicyOperations(createPolicyStore(db), createAuditStore(db));

function numbered(db: Db, word: string): PolicyOfVersion {
  const versions = operationsOn(db).policyVersions(Date.now());
  const found = versions.find(({ version }) => String(version) === word);
  if (found) return found;
  const allowed = versions.map(({ version }) => version).join(', ') || 'none';
  throw new ServerError('POLICY_UNKNOWN', `there is no policy ${word}; there are: ${allowed}`);
}

function momentsOf(at: string, { timeZone }: PolicyDocument): [number, number] {
  const nowMs = Date.now();
  const effectiveAtMs = momentOf(at, timeZone, nowMs);
  if (effectiveAtMs === undefined) throw wrongMoment(at, momentForms);
  return [nowMs, effectiveAtMs];
}

const wrongMoment = (value: string, allowed: string) =>
  new ConfigError([{ key: 'at', source: '--at', value, allowed }]);

/** `-`: what comes in by standard input. */
function readPolicyFile(path: string): PolicyDocument {
  let text: string;
  try {
    text = readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new ServerError('POLICY_INVALID', `the policy ${path} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return parsePolicy(text, path);
}

function tellOddities(document: PolicyDocument, present: PolicyDocument | undefined): void {
  for (const { path, says } of oddities(document, present)) process.stderr.write(`  odd: ${path}: ${says}\n`);
}
