import type { PolicyDocument } from './document.ts';

/** What is allowed in a policy and yet hardly meant: where, and why. */
export interface PolicyWarning {
  readonly path: string;
  readonly says: string;
}

/** A vend takes some ten seconds, and a person has to come to the flap. */
const shortGrantSeconds = 20;

/** Everything odd about a policy that is without mistakes. `present`: the one that it replaces, where there is one. */
export function oddities(policy: PolicyDocument, present?: PolicyDocument): PolicyWarning[] {
  return [
    ...policy.rules.flatMap((rule, at) => oddLimit(policy, rule, `/rules/${at}`)),
    ...policy.rules.flatMap(forVouchers),
    ...unplanned(policy),
    ...oddOffline(policy),
    ...shortGrant(policy),
    ...(present === undefined ? [] : changedProducts(policy, present)),
  ];
}

function oddLimit(
  policy: PolicyDocument,
  rule: PolicyDocument['rules'][number],
  path: string,
): PolicyWarning[] {
  const packs = policy.products.filter(({ id }) => rule.products.includes(id));
  const never = packs.filter(({ pieces }) => pieces > rule.limit);
  const found = never.map(({ id, pieces }) => ({
    path: `${path}/limit`,
    says: `an item of ${id} has ${pieces} pieces, so with a limit of ${rule.limit} nobody ever gets one`,
  }));
  const [only] = packs;
  const left = only && packs.length === 1 && never.length === 0 ? rule.limit % only.pieces : 0;
  if (only === undefined || left === 0) return found;
  const says = `items of ${only.id} have ${only.pieces} pieces: ${left} of the ${rule.limit} can never be had`;
  return [{ path: `${path}/limit`, says }];
}

/** What a voucher is good for, its batch says. */
function forVouchers({ schemes = [] }: PolicyDocument['rules'][number], at: number): PolicyWarning[] {
  if (!schemes.includes('voucher')) return [];
  const says = 'a rule bears on no voucher: its batch says what it is good for';
  return [{ path: `/rules/${at}/schemes`, says }];
}

function unplanned({ products, planogram }: PolicyDocument): PolicyWarning[] {
  if (planogram === undefined) return [];
  return products.flatMap(({ id }, at) =>
    planogram.some(({ product }) => product === id)
      ? []
      : [{ path: `/products/${at}`, says: `no slot of the planogram holds ${id}` }],
  );
}

function oddOffline({ offline, products, rules }: PolicyDocument): PolicyWarning[] {
  if (offline?.mode !== 'allow') return [];
  const smallest = Math.min(...products.map(({ pieces }) => pieces));
  const found: PolicyWarning[] = [];
  if (offline.perCard < smallest)
    found.push({
      path: '/offline/perCard',
      says: `the smallest item has ${smallest} pieces, so a machine without a network gives nothing`,
    });
  if (offline.perMachine < offline.perCard)
    found.push({
      path: '/offline/perMachine',
      says: 'a machine may give less than one card, and so gives less',
    });
  if (offline.maxHours === 0)
    found.push({ path: '/offline/maxHours', says: 'with 0 hours a machine without a network gives nothing' });
  const tightest = Math.min(...rules.map(({ limit }) => limit));
  if (offline.perCard > tightest)
    found.push({
      path: '/offline/perCard',
      says: `a card gets up to ${offline.perCard} from each machine that is cut off, where a limit is ${tightest}`,
    });
  return found;
}

function shortGrant({ grantSeconds }: PolicyDocument): PolicyWarning[] {
  if (grantSeconds === undefined || grantSeconds >= shortGrantSeconds) return [];
  const says = `a vend takes some ten seconds: a grant of ${grantSeconds} s may be dead before its masks fall`;
  return [{ path: '/grantSeconds', says }];
}

function changedProducts(policy: PolicyDocument, present: PolicyDocument): PolicyWarning[] {
  const before = new Map(present.products.map((product) => [product.id, product]));
  const changed = policy.products.flatMap(({ id, pieces, code }, at) => {
    const was = before.get(id);
    const found: PolicyWarning[] = [];
    if (was !== undefined && was.pieces !== pieces)
      found.push({
        path: `/products/${at}/pieces`,
        says: `${id} had ${was.pieces} pieces: what machines hold now is counted with ${pieces} from that moment on; another pack is better another product`,
      });
    if (was !== undefined && was.code !== code)
      found.push({
        path: `/products/${at}/code`,
        says: `dispensers call ${id} ${was.code} now, and are told ${code} from that moment on`,
      });
    return found;
  });
  const gone = present.products.filter(({ id }) => !policy.products.some((product) => product.id === id));
  return [
    ...changed,
    ...gone.map(({ id }) => ({
      path: '/products',
      says: `${id} is no longer given; slots that hold it stand still`,
    })),
  ];
}
