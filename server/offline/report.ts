import type { OfflineCard, OfflineMachine, OfflineReport } from '../../protocol/http/offline.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { Policy } from '../policy/document.ts';
import { limitsOf, type Usage } from '../policy/room.ts';
import { type Allowance, allowancesOf } from './allowances.ts';
import type { OfflineStanding, OfflineVend, VoucherStanding } from './offline-store.ts';

export interface ReportFacts {
  readonly fromMs: number;
  readonly toMs: number;
  /** In the order of time. */
  readonly vends: readonly OfflineVend[];
  readonly complete: boolean;
  readonly policies: readonly Policy[];
  readonly history: (card: string) => readonly Usage[];
  readonly voucher: (card: string) => VoucherStanding | undefined;
  readonly standing: (machine: string) => OfflineStanding;
}

/** Half of a pseudonym tells cards of a city apart, and is less to read. */
const toldDigits = 32;

/** What machines gave while they were cut off, who got more than a limit, and whether I3 was kept (ledger.md). */
export function offlineReport(facts: ReportFacts): OfflineReport {
  const { vends } = facts;
  const rule = loosestOf(facts.policies);
  const spent = vends.flatMap(({ machine, atMs, charges }) =>
    charges.map(({ card, pieces }) => ({ machine, card, atMs, pieces })),
  );
  const allowances = allowancesOf(spent, rule.maxHours);
  const ids = [...new Set(vends.map(({ machine }) => machine))].sort();
  const machines = ids.map((id) =>
    machineOf(
      id,
      vends.filter(({ machine }) => machine === id),
      allowances.filter(({ machine }) => machine === id),
      rule,
      facts.standing(id),
    ),
  );
  const indebted = new Set(
    vends.flatMap(({ charges }) => charges.filter(({ debt }) => debt > 0).map(({ card }) => card)),
  );
  const cards = [...indebted]
    .map((card) => cardOf(card, facts, allowances, rule.perCard))
    .sort((a, b) => b.over - a.over || (a.card < b.card ? -1 : 1));
  return {
    from: instantOf(facts.fromMs),
    to: instantOf(facts.toMs),
    rule,
    vends: vends.length,
    given: sum(vends.map(({ given }) => given)),
    machines,
    cards,
    kept: [...machines, ...cards].every(({ kept }) => kept),
    complete: facts.complete,
  };
}

/** A machine that is cut off goes by the rule that it heard of last, whatever has come since. */
function loosestOf(policies: readonly Policy[]): OfflineReport['rule'] {
  const allowing = policies.map(({ offline }) => offline).filter(({ mode }) => mode === 'allow');
  if (allowing.length === 0) return { perCard: 0, perMachine: 0, maxHours: 0 };
  return {
    perCard: Math.max(...allowing.map(({ perCard }) => perCard)),
    perMachine: Math.max(...allowing.map(({ perMachine }) => perMachine)),
    // The sooner a count is forgotten, the more a card may have.
    maxHours: Math.min(...allowing.map(({ maxHours }) => maxHours)),
  };
}

function machineOf(
  machine: string,
  vends: readonly OfflineVend[],
  allowances: readonly Allowance[],
  { perCard, perMachine }: OfflineReport['rule'],
  { name, online, waiting }: OfflineStanding,
): OfflineMachine {
  const periods = new Map<string, number>();
  for (const { period, given } of vends)
    if (period !== null) periods.set(period, (periods.get(period) ?? 0) + given);
  const mostInPeriod = periods.size === 0 ? null : Math.max(...periods.values());
  const mostOfCard = Math.max(0, ...allowances.map(({ pieces }) => pieces));
  return {
    machine,
    machineName: name,
    vends: vends.length,
    given: sum(vends.map(({ given }) => given)),
    cards: new Set(allowances.map(({ card }) => card)).size,
    ...{ mostOfCard, perCard, periods: periods.size, mostInPeriod, perMachine, online, waiting },
    kept: mostOfCard <= perCard && (mostInPeriod ?? 0) <= perMachine,
  };
}

function cardOf(
  card: string,
  facts: ReportFacts,
  allowances: readonly Allowance[],
  perCard: number,
): OfflineCard {
  const own = facts.vends.flatMap((vend) =>
    vend.charges.filter((charge) => charge.card === card).map((charge) => ({ ...vend, ...charge })),
  );
  const got = facts.history(card);
  const voucher = facts.voucher(card);
  const worst =
    voucher === undefined
      ? worstOf(own, got, facts.policies)
      : voucherOver(own[0]?.product ?? '', voucher, got);
  const mine = allowances.filter((one) => one.card === card);
  const bound = perCard * mine.length;
  return {
    card: card.slice(0, toldDigits),
    ...worst,
    debt: sum(own.map(({ debt }) => debt)),
    machines: new Set(mine.map(({ machine }) => machine)).size,
    allowances: mine.length,
    bound,
    kept: worst.over <= bound,
  };
}

/** By how much a card was over, where it was the furthest, and under which rule. */
type Over = Pick<OfflineCard, 'product' | 'rule' | 'limit' | 'given' | 'over'>;

/** None of the policy's rules is about a voucher: its batch says what it is good for. */
function voucherOver(
  product: string,
  { batch, pieces, letGo }: VoucherStanding,
  got: readonly Usage[],
): Over {
  const given = letGo + sum(got.map((usage) => usage.pieces));
  return { product, rule: `voucher.${batch}`, limit: pieces, given, over: Math.max(0, given - pieces) };
}

function worstOf(
  own: readonly { readonly product: string; readonly policy: number; readonly atMs: number }[],
  got: readonly Usage[],
  policies: readonly Policy[],
): Over {
  const since = Math.min(...own.map(({ atMs }) => atMs));
  // What was granted in the meantime may be what filled the window, as nobody knew of this vend yet.
  const instants = [...new Set(got.map(({ atMs }) => atMs))].filter((atMs) => atMs >= since);
  let worst = { product: own[0]?.product ?? '', rule: '', limit: 0, given: 0, over: 0 };
  for (const [product, version] of new Map(own.map((one) => [one.product, one.policy]))) {
    const policy = policies.find((one) => one.version === version);
    // The card's kind is not kept: every rule for the product bears on it, as it did when its debt was made.
    for (const limit of policy === undefined ? [] : limitsOf(policy, product))
      for (const atMs of instants) {
        const until = got.filter((usage) => usage.atMs <= atMs);
        const given = limit.usedAround(until, atMs);
        const over = Math.max(0, given - limit.pieces);
        if (worst.rule === '' || over > worst.over)
          worst = { product, rule: limit.rule, limit: limit.pieces, given, over };
      }
  }
  return worst;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
