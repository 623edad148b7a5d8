import type { Decision } from '../../protocol/mqtt/messages/decision.ts';
import {
  balanceSeconds,
  type Choice,
  decisionMs,
  type Plan,
  type SessionInput,
  type SessionState,
  type SessionView,
  type Shown,
  type Step,
} from './states.ts';
import { after, clearTimer, closedKey, end, endKey, ignored, setTimer } from './steps.ts';

type Asking = Extract<SessionState, { name: 'asking' }>;
type Balance = Extract<SessionState, { name: 'balance' }>;
type Offline = Extract<SessionState, { name: 'offline' }>;

/** The server was asked; its decision, or none in time (mqtt.md, authorize and decision). */
export function atAsking(state: Asking, input: SessionInput, view: SessionView): Step {
  const { plan } = state;
  if (input.type === 'timer' && input.timer === 'decision') {
    const offline: Plan = { ...plan, txn: view.freshTxn, authority: 'offline' };
    return {
      state: { name: 'offline', plan: offline },
      effects: [
        { type: 'cancel', txn: plan.txn, reason: 'no-decision' },
        { type: 'askOffline', plan: offline },
      ],
    };
  }
  if (input.type !== 'decision' || input.decision.txn !== plan.txn) return ignored(state);
  return after([clearTimer('decision')], decided(state, input.decision, view));
}

function decided({ plan, askedMs }: Asking, decision: Decision, view: SessionView): Step {
  const { reason, message } = decision;
  if (decision.verdict === 'refuse') {
    const shown: Shown = message === undefined ? { key: refusalKey(reason) } : { text: message };
    return end(shown, 'refused');
  }
  const dead = (why: string, step: Step) => after([{ type: 'cancel', txn: plan.txn, reason: why }], step);
  if (decision.qty < 1) return dead('nothing-granted', endKey('bad-request', 'refused'));
  if (decision.validMs !== undefined && view.nowMs > askedMs + decision.validMs)
    return dead('expired', endKey('expired', 'refused'));
  // The machine may have been locked, or lost its line, while it asked.
  if (view.closed !== undefined) return dead(view.closed, endKey(closedKey(view.closed), 'refused'));
  // `desired` may have given the slot to another product meanwhile, or to none.
  if (!view.choices.some(({ slot, product }) => slot === plan.slot && product === plan.product))
    return dead('slot-changed', endKey('no-policy', 'refused'));
  const qty = Math.min(decision.qty, plan.qty);
  const charges = atMost(decision.charges ?? spread(qty, plan.cards.length), qty);
  const granted: Plan = { ...plan, qty, charges, ...(message === undefined ? {} : { message }) };
  return { state: { name: 'starting', plan: granted }, effects: [{ type: 'start', plan: granted }] };
}

/** quota and not-your-day have no date here, so their dated texts can't be said. */
function refusalKey(reason: Decision['reason']) {
  if (reason === undefined || reason === 'not-your-day' || reason === 'closed') return 'bad-request';
  return reason === 'quota' ? 'quotaEnded' : reason;
}

/** Charges that add up to what is vended, should a grant ever be for more than was asked. */
function atMost(charges: readonly number[], qty: number): readonly number[] {
  let left = qty;
  return charges.map((items) => {
    const kept = Math.min(items, left);
    left -= kept;
    return kept;
  });
}

/** One item a card, in the cards' order, until all are spread; the last takes what is over. */
function spread(qty: number, cards: number): readonly number[] {
  return Array.from({ length: cards }, (_, index) => {
    if (index === cards - 1) return Math.max(0, qty - index);
    return index < qty ? 1 : 0;
  });
}

/** What is left of a card, product by product, in one text at the end (serial.md, The citizen's flow). */
export function atBalance(state: Balance, input: SessionInput, view: SessionView): Step {
  if (input.type === 'timer' && input.timer === 'decision') {
    const told = state.lines.length > 0 ? endBalance(state) : endKey('offlineRefused', 'refused');
    return after([{ type: 'cancel', txn: state.txn, reason: 'no-decision' }], told);
  }
  if (input.type !== 'decision' || input.decision.txn !== state.txn) return ignored(state);
  return after([clearTimer('decision')], balanceTold(state, input.decision, view));
}

/** Refusals that are about one product; any other is about the card or the machine, and ends it all. */
const aboutProduct: readonly Decision['reason'][] = [
  'quota',
  'not-eligible',
  'not-your-day',
  'closed',
  'no-stock',
  'no-policy',
];

function balanceTold(state: Balance, decision: Decision, view: SessionView): Step {
  const { verdict, reason, message } = decision;
  const { asked, left } = state;
  let { lines, refusals } = state;
  if (verdict === 'refuse') {
    const shown: Shown = message === undefined ? { key: refusalKey(reason) } : { text: message };
    if (!aboutProduct.includes(reason)) return end(shown, 'refused');
    lines = [...lines, message === undefined ? shown : { text: `${asked.name}: ${message}` }];
    refusals = [...refusals, shown];
  } else {
    lines = [...lines, balanceLine(asked, decision)];
  }
  const [next, ...rest] = left;
  if (next === undefined) return endBalance({ lines, refusals });
  const txn = view.freshTxn;
  const { slot, product } = next;
  return {
    state: { ...state, txn, asked: next, left: rest, lines, refusals },
    effects: [
      { type: 'authorize', txn, cards: [state.card], slot, product, qty: 0 },
      setTimer('decision', decisionMs),
    ],
  };
}

function endBalance({ lines, refusals }: Pick<Balance, 'lines' | 'refusals'>): Step {
  const [first] = refusals;
  return first !== undefined && refusals.length === lines.length
    ? end(first, 'refused')
    : end(lines, 'ok', balanceSeconds);
}

function balanceLine({ name: product, pieces }: Choice, decision: Decision): Shown {
  if (decision.message !== undefined) return { text: decision.message };
  const { remaining = 0, nextAt } = decision;
  // A rest that is smaller than an item gives nothing before the next date.
  if (remaining < pieces && nextAt !== undefined)
    return { key: 'balanceNone', values: { product, when: nextAt } };
  return { key: 'balance', values: { product, pieces: remaining } };
}

/** No decision came: the machine's own rule decides (mqtt.md, desired.offline). */
export function atOffline(state: Offline, input: SessionInput): Step {
  if (input.type !== 'offline') return ignored(state);
  const { answer } = input;
  if (answer.kind === 'refuse') return endKey(answer.shown, 'refused');
  const qty = answer.charges.reduce((sum, items) => sum + items, 0);
  const plan: Plan = { ...state.plan, qty, charges: answer.charges };
  return { state: { name: 'starting', plan }, effects: [{ type: 'start', plan }] };
}
