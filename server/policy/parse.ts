import { Compile } from 'typebox/compile';
import { parseDocument } from 'yaml';
import { CodedError, messageOf } from '../../protocol/base/errors.ts';
import { isTimeZone } from '../../protocol/display/text.ts';
import { PolicyDocument } from './document.ts';

/** One mistake of a policy: where, what stands there, what is allowed. */
export interface PolicyProblem {
  readonly path: string;
  readonly value: string;
  readonly allowed: string;
}

/** Every mistake of a policy at once. */
export class PolicyError extends CodedError<'POLICY_INVALID'> {
  readonly problems: readonly PolicyProblem[];

  constructor(source: string, problems: readonly PolicyProblem[]) {
    const lines = problems.map((p) => `  ${p.path} = ${p.value}: allowed is ${p.allowed}`);
    super('POLICY_INVALID', `the policy ${source} has ${problems.length} mistake(s):\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

const validator = Compile(PolicyDocument);

/** Reads a policy from YAML (JSON is YAML too). @throws PolicyError with all mistakes. */
export function parsePolicy(text: string, source: string): PolicyDocument {
  let content: unknown;
  try {
    const document = parseDocument(text);
    if (document.errors[0]) throw document.errors[0];
    content = document.toJS();
  } catch (error) {
    throw new PolicyError(source, [
      { path: '/', value: messageOf(error).split('\n')[0] ?? '', allowed: 'YAML' },
    ]);
  }
  const problems = shapeProblems(content);
  if (problems.length === 0) problems.push(...meaningProblems(content as PolicyDocument));
  if (problems.length > 0) throw new PolicyError(source, problems);
  return content as PolicyDocument;
}

function shapeProblems(content: unknown): PolicyProblem[] {
  const byPath = new Map<string, PolicyProblem>();
  for (const error of validator.Errors(content)) {
    for (const path of pathsOf(error)) {
      const { value, allowed } = lookUp(content, path);
      if (!byPath.has(path)) byPath.set(path, { path, value, allowed });
    }
  }
  // A mistake inside a part is told once, there, and not again for the part around it.
  return [...byPath.values()].filter(
    (one) => ![...byPath.keys()].some((path) => path.startsWith(`${one.path}/`)),
  );
}

function pathsOf(error: { keyword: string; instancePath: string; params: object }): string[] {
  const window = windowOf(error.instancePath);
  if (window !== undefined) return [window];
  const params = error.params as { requiredProperties?: string[]; additionalProperties?: string[] };
  const names = params.requiredProperties ?? params.additionalProperties ?? [];
  return names.length > 0
    ? names.map((name) => `${error.instancePath}/${name}`)
    : [error.instancePath || '/'];
}

/** The branches of a window's union each complain; one line about the window says it all. */
function windowOf(path: string): string | undefined {
  return /^\/rules\/\d+\/window/.exec(path)?.[0];
}

function lookUp(content: unknown, path: string): { value: string; allowed: string } {
  let value: unknown = content;
  let schema: unknown = PolicyDocument;
  for (const key of path.split('/').filter((part) => part !== '')) {
    value = member(value, key);
    schema = member(member(schema, 'properties'), key) ?? member(schema, 'items');
  }
  const allowed = schema === undefined ? 'no such key' : (member(schema, 'allowed') ?? wordsOf(schema));
  return { value: value === undefined ? 'nothing' : JSON.stringify(value), allowed: String(allowed) };
}

function wordsOf(schema: unknown): string {
  const options = member(schema, 'enum');
  if (Array.isArray(options)) return `one of ${options.join(', ')}`;
  const type = member(schema, 'type');
  return type === undefined ? 'see docs/policy.md' : `a value of type ${String(type)}`;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** What no schema can say: references, and dates and zones that exist. */
function meaningProblems(policy: PolicyDocument): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const tell = (path: string, value: unknown, allowed: string) =>
    problems.push({ path, value: JSON.stringify(value), allowed });
  const ids = policy.products.map((product) => product.id);
  const known = `one of ${ids.join(', ')}`;

  if (!isTimeZone(policy.timeZone)) tell('/timeZone', policy.timeZone, 'a time zone of the IANA database');
  for (const [at, product] of policy.products.entries()) {
    if (ids.indexOf(product.id) !== at)
      tell(`/products/${at}/id`, product.id, 'an id that no other product has');
    const sameCode = policy.products.findIndex((other) => other.code === product.code);
    if (sameCode !== at) tell(`/products/${at}/code`, product.code, 'a code that no other product has');
    if (!policy.rules.some((rule) => rule.products.includes(product.id)))
      tell(`/products/${at}/id`, product.id, 'a product that at least one rule limits');
  }
  for (const [at, rule] of policy.rules.entries()) {
    if (policy.rules.findIndex((other) => other.id === rule.id) !== at)
      tell(`/rules/${at}/id`, rule.id, 'an id that no other rule has');
    for (const [place, product] of rule.products.entries())
      if (!ids.includes(product)) tell(`/rules/${at}/products/${place}`, product, known);
    if ('anchor' in rule.window && !isDate(rule.window.anchor))
      tell(`/rules/${at}/window/anchor`, rule.window.anchor, 'a date that exists');
    const alerting = rule.alert && policy.rules.find(({ id }) => id === (rule.alert?.of ?? rule.id));
    if (rule.alert && alerting === undefined)
      tell(`/rules/${at}/alert/of`, rule.alert.of, `one of ${policy.rules.map(({ id }) => id).join(', ')}`);
    if (rule.alert && alerting && rule.alert.at > alerting.limit)
      tell(
        `/rules/${at}/alert/at`,
        rule.alert.at,
        `no more than the limit of ${alerting.id}, ${alerting.limit}`,
      );
    const { from = 0, to = from } = rule.ages ?? {};
    if (to < from) tell(`/rules/${at}/ages/to`, to, `an age that is not below from, ${from}`);
  }
  for (const [at, appeal] of (policy.appeals ?? []).entries())
    if (policy.appeals?.findIndex(({ id }) => id === appeal.id) !== at)
      tell(`/appeals/${at}/id`, appeal.id, 'an id that no other appeal has');
  const appeals = (policy.appeals ?? []).map(({ id }) => id);
  if (policy.claims && !appeals.includes(policy.claims.appeal))
    tell(
      '/claims/appeal',
      policy.claims.appeal,
      `one of ${appeals.join(', ') || 'the appeals: there are none'}`,
    );
  for (const [at, date] of (policy.opening?.closed ?? []).entries())
    if (!isDate(date)) tell(`/opening/closed/${at}`, date, 'a date that exists');
  for (const [path, times] of [
    ['/opening/hours', policy.opening?.hours ?? []],
    ['/turns/times', policy.turns?.times ?? []],
  ] as const)
    for (const [at, { from = '00:00', to = '24:00' }] of times.entries())
      if (to <= from) tell(`${path}/${at}/to`, to, `a time after from, ${from}; a night is two entries`);
  for (const [at, slot] of (policy.planogram ?? []).entries()) {
    if (!ids.includes(slot.product)) tell(`/planogram/${at}/product`, slot.product, known);
    if (policy.planogram?.findIndex((other) => other.slot === slot.slot) !== at)
      tell(`/planogram/${at}/slot`, slot.slot, 'a slot that stands once');
    if (slot.par !== undefined && slot.par > slot.capacity)
      tell(
        `/planogram/${at}/par`,
        slot.par,
        `a whole number from 0 to the slot's capacity, ${slot.capacity}`,
      );
  }
  return problems;
}

function isDate(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
