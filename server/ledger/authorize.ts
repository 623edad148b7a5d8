import type { DisplayKey, Language } from '../../protocol/display/catalogue.ts';
import { cutToBytes, displayText, displayWhen } from '../../protocol/display/text.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { Decision, RefusalReason } from '../../protocol/mqtt/messages/decision.ts';
import { maxDisplayBytes } from '../../protocol/serial/constants.ts';
import { withinMs as farWithinMs } from '../abuse/far.ts';
import type { AbuseGuard, Held } from '../abuse/guard.ts';
import type { AlarmStore } from '../alarms/alarm-store.ts';
import type { ListStore } from '../lists/list-store.ts';
import type { Bearing } from '../policy/account.ts';
import type { Policy } from '../policy/document.ts';
import { type CardView, evaluate, type Verdict } from '../policy/evaluate.ts';
import type { PolicyStore } from '../policy/policy-store.ts';
import { reachOf } from '../policy/room.ts';
import { packBearings } from '../policy/why.ts';
import type { VoucherStore } from '../vouchers/voucher-store.ts';
import type { RequestLog } from '../whatif/request-log.ts';
import type { Ask } from './ask.ts';
import type { RefusalStore } from './refusal-store.ts';
import type { TransactionStore } from './transaction-store.ts';
import type { UsageStore } from './usage-store.ts';
import { voucherKey } from './voucher-words.ts';

/** What the fleet says of the machine that asks. */
export interface AskingMachine {
  readonly language: Language | undefined;
  readonly locked: boolean;
  readonly quarantined: boolean;
  readonly district: string;
}

export interface AuthorizeDeps {
  readonly transactions: TransactionStore;
  readonly usage: UsageStore;
  readonly vouchers: VoucherStore;
  readonly policies: PolicyStore;
  readonly alarms: AlarmStore;
  readonly refusals: RefusalStore;
  readonly lists: ListStore;
  readonly requests: RequestLog;
  readonly abuse: AbuseGuard;
  /** Whether a card was elsewhere too short a while ago to be here. */
  readonly isFar: (card: Uint8Array, machine: string, nowMs: number) => boolean;
  readonly machine: (id: string) => AskingMachine | undefined;
}

/** Decides, reserves and remembers, in the caller's database transaction; what it returns may be sent once that is durable. */
export function createAuthorize(deps: AuthorizeDeps): (ask: Ask) => Decision {
  const { transactions, policies, alarms, refusals } = deps;

  return (ask) => {
    const machine = deps.machine(ask.machine);
    const policy = policies.current(ask.nowMs);
    const words = {
      language: machine?.language ?? policy?.language ?? 'tr',
      timeZone: policy?.timeZone ?? 'UTC',
    };

    const known = transactions.find(ask.machine, ask.txn);
    if (known?.decision && known.asked && isSame(known.asked, ask)) {
      return JSON.parse(known.decision) as Decision;
    }
    if (known?.state === 'cancelled' && known.decision === null) return refusal(ask.txn, 'expired', words);
    if (known !== undefined) {
      const detail = `txn ${ask.txn} was asked again with other content`;
      alarms.raise(ask.nowMs, { kind: 'txn-reused', machine: ask.machine, detail });
      return refusal(ask.txn, 'bad-request', words);
    }

    const judged = judge(ask, machine, policy, deps);
    const { verdict, held } = judged;
    const decision = decisionOf(ask, verdict, policy, words, held);
    const balance = verdict.verdict === 'grant' && ask.qty === 0;
    const { machine: asker, txn, asked, slot, product, epoch, boot } = ask;
    transactions.put({
      machine: asker,
      txn,
      state: verdict.verdict === 'refuse' ? 'refused' : balance ? 'balance' : 'reserved',
      asked,
      decision: JSON.stringify(decision),
      decidedAtMs: ask.nowMs,
      policy: policy?.version ?? null,
      epoch,
      deadBoot: boot,
      deadUptimeMs: ask.uptimeMs + validMsOf(policy),
      slot,
      product,
      items: verdict.verdict === 'grant' ? verdict.qty : 0,
      why: packBearings(verdict.bearings),
    });
    if (verdict.verdict === 'refuse') {
      // A name that a machine made up must not become one of the products that figures are told by.
      const isKnown = policy?.products.some(({ id }) => id === product) ?? false;
      const { reason } = verdict;
      refusals.book({ machine: asker, txn, product: isKnown ? product : '', reason, atMs: ask.nowMs });
    }
    if (verdict.verdict === 'grant' && policy) reserve(ask, verdict.charges, policy, deps);
    if (ask.qty > 0) keepRequest(ask, verdict, deps.requests);
    if (policy && machine) noteVisit(ask, policy, machine, judged, deps.abuse);
    return decision;
  };
}

const isSame = (asked: Uint8Array, ask: Ask): boolean =>
  [ask.asked, ...(ask.askedBefore ?? [])].some((one) => Buffer.compare(asked, one) === 0);

interface Judged {
  readonly verdict: Verdict;
  /** What held it, whatever the policy says of the cards. */
  readonly held?: Held | undefined;
  /** A card was elsewhere too short a while ago to be here. */
  readonly isFar?: boolean;
}

function judge(
  ask: Ask,
  machine: AskingMachine | undefined,
  policy: Policy | undefined,
  {
    usage,
    vouchers,
    lists,
    abuse,
    isFar,
  }: Pick<AuthorizeDeps, 'usage' | 'vouchers' | 'lists' | 'abuse' | 'isFar'>,
): Judged {
  if (machine === undefined || machine.locked || machine.quarantined)
    return { verdict: refused('machine-locked') };
  if (policy === undefined) return { verdict: refused('no-policy') };
  const held = abuse.holds(ask, policy, machine.district);
  if (held) return { verdict: refused(reasonOf[held.hold], [held.bearing]), held };
  const sinceMs = reachOf(policy, ask.nowMs);
  const asked = [...policy.eligible, ...policy.blocked];
  const cards = ask.cards.map(
    ({ scheme, entry, facts, pseudonym, voucher }): CardView => ({
      ...{ scheme, entry, facts, voucher: voucher && vouchers.termsOf(voucher) },
      history:
        pseudonym &&
        (voucher ? vouchers.historyOf(pseudonym.card) : usage.historyOf(pseudonym.card, sinceMs)),
      lists: pseudonym && asked.length > 0 ? lists.listsWith(pseudonym.card, asked) : [],
    }),
  );
  const verdict = evaluate(policy, { product: ask.product, qty: ask.qty, cards, atMs: ask.nowMs });
  const pieces = piecesGranted(ask, verdict, policy);
  const capped = pieces === 0 ? undefined : abuse.caps(ask, policy, machine.district, pieces);
  const wasFar = cards.some(
    ({ history }, at) =>
      // Who had nothing lately was nowhere, and most had nothing.
      history?.some(({ atMs }) => atMs > ask.nowMs - farWithinMs) &&
      isFar(ask.cards[at]?.pseudonym?.card as Uint8Array, ask.machine, ask.nowMs),
  );
  if (capped === undefined) return { verdict, isFar: wasFar };
  const bearings = [...verdict.bearings, capped.bearing];
  return { verdict: refused(reasonOf.cap, bearings), held: capped, isFar: wasFar };
}

const refused = (reason: RefusalReason, bearings: readonly Bearing[] = []): Verdict => ({
  verdict: 'refuse',
  reason,
  ...{ remaining: 0, nextAtMs: undefined, bearings },
});

/** What a machine that is held says, as the contract's reasons have it (mqtt.md, authorize and decision). */
const reasonOf = { asks: 'busy', slow: 'busy', numbers: 'closed', cap: 'busy' } as const;

function piecesGranted({ product, qty }: Ask, verdict: Verdict, { products }: Policy): number {
  if (verdict.verdict === 'refuse' || qty === 0) return 0;
  return verdict.qty * (products.find(({ id }) => id === product)?.pieces ?? 0);
}

function noteVisit(
  ask: Ask,
  policy: Policy,
  { district }: AskingMachine,
  { verdict, held, isFar = false }: Judged,
  abuse: AbuseGuard,
): void {
  abuse.note(ask, { policy, district, verdict, held, isFar, pieces: piecesGranted(ask, verdict, policy) });
}

function reserve(
  ask: Ask,
  charges: readonly number[],
  policy: Policy,
  { usage, vouchers }: Pick<AuthorizeDeps, 'usage' | 'vouchers'>,
): void {
  const pieces = policy.products.find((one) => one.id === ask.product)?.pieces ?? 0;
  for (const [at, items] of charges.entries()) {
    const { pseudonym, voucher } = ask.cards[at] ?? {};
    if (items === 0 || pseudonym === undefined) continue;
    if (voucher !== undefined) vouchers.note(pseudonym, voucher);
    const txn = { machine: ask.machine, txn: ask.txn, policy: policy.version };
    usage.add(txn, pseudonym, { atMs: ask.nowMs, product: ask.product, pieces: items * pieces }, 'reserved');
  }
}

function keepRequest(ask: Ask, verdict: Verdict, requests: RequestLog): void {
  const { nowMs: atMs, machine, product, qty, cards } = ask;
  const isGrant = verdict.verdict === 'grant';
  requests.keep(
    {
      ...{ atMs, machine, product, qty, isOffline: false },
      given: isGrant ? verdict.qty : 0,
      reason: isGrant ? null : verdict.reason,
      cards: cards.map(({ scheme, entry, pseudonym }) => ({ scheme, entry, card: pseudonym?.card })),
    },
    cards.find(({ pseudonym }) => pseudonym !== undefined)?.pseudonym?.keyId ?? '',
  );
}

/** How a machine's texts are written. */
export interface Words {
  readonly language: Language;
  readonly timeZone: string;
}

function decisionOf(
  ask: Ask,
  verdict: Verdict,
  policy: Policy | undefined,
  words: Words,
  held: Held | undefined,
): Decision {
  if (held && verdict.verdict === 'refuse') {
    const { hold, untilMs } = held;
    const when = untilMs === undefined ? '' : displayWhen(untilMs, words.language, words.timeZone);
    const message = displayText(textOf(hold, when), words.language, { when });
    return { txn: ask.txn, verdict: 'refuse', qty: 0, reason: verdict.reason, message };
  }
  // Who only typed or scanned a number learns nothing of what its owner has left (mqtt.md, authorize).
  const tapped = ask.cards.every((card) => card.entry === 'tap');
  const nextAt = verdict.nextAtMs === undefined ? {} : { nextAt: instantOf(verdict.nextAtMs) };
  const account = tapped ? { remaining: verdict.remaining, ...nextAt } : {};
  if (verdict.verdict === 'refuse') {
    const own = voucherKey(ask.cards, verdict.reason, verdict.nextAtMs);
    if (own !== undefined) {
      const { language, timeZone } = words;
      const when = own.whenMs === undefined ? '' : displayWhen(own.whenMs, language, timeZone);
      const message = displayText(own.key, language, { when });
      return { txn: ask.txn, verdict: 'refuse', qty: 0, reason: verdict.reason, message, ...account };
    }
    const when = tapped ? verdict.nextAtMs : undefined;
    const refused = refusal(ask.txn, verdict.reason, words, when);
    const hidden = verdict.reason === 'quota' && !tapped;
    return hidden
      ? { ...refused, message: displayText('quotaHidden', words.language) }
      : { ...refused, ...account };
  }
  const validMs = validMsOf(policy);
  const { qty, charges } = verdict;
  const message = tapped ? alertOf(ask, verdict, policy, words) : undefined;
  const told = { ...account, ...(message !== undefined && { message }) };
  const grant: Decision = { txn: ask.txn, verdict: 'grant', qty, charges: [...charges], ...told };
  return qty === 0 ? grant : { ...grant, validMs, expiresAt: instantOf(ask.nowMs + validMs) };
}

/** What a policy wants to be told with this grant, behind the bridge's own words; undefined: nothing. */
function alertOf(
  { product, qty }: Pick<Ask, 'product' | 'qty'>,
  verdict: Extract<Verdict, { verdict: 'grant' }>,
  policy: Policy | undefined,
  { language }: Words,
): string | undefined {
  const texts = policy?.rules
    .filter(({ id }) => verdict.alerts.includes(id))
    .map(({ alert }) => alert?.text[language]);
  if (qty === 0 || texts === undefined || texts.length === 0) return undefined;
  const pieces = verdict.qty * (policy?.products.find(({ id }) => id === product)?.pieces ?? 0);
  return cutToBytes([displayText('granted', language, { pieces }), ...texts].join('. '), maxDisplayBytes);
}

const textOf = (hold: Held['hold'], when: string): DisplayKey =>
  hold === 'numbers' ? 'numbersClosed' : hold === 'cap' && when !== '' ? 'capReached' : 'busy';

/** A machine's own language, or else the policy's; Turkish where there is neither. */
export function wordsFor(language: Language | undefined, policy: Policy | undefined): Words {
  return { language: language ?? policy?.language ?? 'tr', timeZone: policy?.timeZone ?? 'UTC' };
}

/** What is said in the place of a text with a date, where there is none or nobody may learn it. */
const undated: Readonly<Partial<Record<RefusalReason, DisplayKey>>> = {
  quota: 'quotaEnded',
  'not-your-day': 'notYourDayUndated',
  closed: 'closedUndated',
};

/** A refusal with its text in the machine's language. */
export function refusal(txn: string, reason: RefusalReason, words: Words, nextAtMs?: number): Decision {
  const when = nextAtMs === undefined ? '' : displayWhen(nextAtMs, words.language, words.timeZone);
  const key: DisplayKey = (when === '' && undated[reason]) || reason;
  return { txn, verdict: 'refuse', qty: 0, reason, message: displayText(key, words.language, { when }) };
}

function validMsOf(policy: Policy | undefined): number {
  return (policy?.grantSeconds ?? 0) * 1000;
}
