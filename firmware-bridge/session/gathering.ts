import type { PresentedCard } from '../../protocol/mqtt/messages/authorize.ts';
import {
  decisionMs,
  hintSeconds,
  idle,
  pairMs,
  poolMs,
  type SessionInput,
  type SessionState,
  type SessionView,
  type Step,
} from './states.ts';
import { after, ask, clearTimer, closedKey, endKey, ignored, products, say, setTimer } from './steps.ts';

type Idle = Extract<SessionState, { name: 'idle' }>;
type Pooling = Extract<SessionState, { name: 'pooling' }>;

/** Nobody, or somebody who has pressed a button or tapped a card, not yet both. */
export function atIdle(state: Idle, input: SessionInput, view: SessionView): Step {
  switch (input.type) {
    case 'card':
      return card(state, input.card, view);
    case 'select':
      return select(state, input.slot, view);
    case 'testVend':
      return testVend(state, input, view);
    case 'timer':
      return timer(state, input.timer, view);
    case 'changed':
      return state.slot === undefined && state.cards === undefined && state.shown === undefined
        ? { state, effects: [{ type: 'idleText' }] }
        : ignored(state);
    default:
      return ignored(state);
  }
}

function card(state: Idle, presented: PresentedCard, view: SessionView): Step {
  const stop = [clearTimer('pair'), clearTimer('text')];
  if (view.closed !== undefined)
    return after(stop, endKey(closedKey(view.closed), view.closed === 'outOfOrder' ? 'error' : 'refused'));
  const kinds = products(view.choices);
  const only = kinds.length === 1 ? kinds[0]?.slot : undefined;
  const slot = state.slot ?? only;
  if (kinds.length === 0) return after(stop, endKey('no-policy', 'refused'));
  if (slot !== undefined) return after(stop, gather([presented], slot, view));
  const cards = pooled(state, presented, view);
  return {
    state: { name: 'idle', cards, cardMs: view.nowMs },
    effects: [clearTimer('text'), say({ key: 'chooseNow' }), setTimer('pair', pairMs)],
  };
}

/** Cards before the button: those of one visit pool, one that comes later is the next citizen's. */
function pooled(
  { cards, cardMs = 0 }: Idle,
  presented: PresentedCard,
  view: SessionView,
): readonly PresentedCard[] {
  if (cards === undefined || view.maxCards === 1 || view.nowMs - cardMs > poolMs) return [presented];
  return isAmong(cards, presented) || cards.length >= view.maxCards ? cards : [...cards, presented];
}

function select(state: Idle, slot: number, view: SessionView): Step {
  const stop = [clearTimer('pair'), clearTimer('text')];
  if (view.closed !== undefined)
    return after(stop, endKey(closedKey(view.closed), view.closed === 'outOfOrder' ? 'error' : 'refused'));
  if (!view.choices.some((choice) => choice.slot === slot))
    return after(stop, endKey('no-policy', 'refused'));
  if (state.cards !== undefined) return after(stop, gather(state.cards, slot, view));
  return {
    state: { name: 'idle', slot },
    effects: [clearTimer('text'), say({ key: 'tapNow' }), setTimer('pair', pairMs)],
  };
}

/** With one card a visit it is asked at once; else others may follow (mqtt.md, desired.cards). */
function gather(cards: readonly PresentedCard[], slot: number, view: SessionView): Step {
  if (cards.length >= view.maxCards) return ask(cards, slot, view);
  return {
    state: { name: 'pooling', slot, cards },
    effects: [say({ key: 'moreCards' }), setTimer('pool', poolMs)],
  };
}

function timer(state: Idle, name: string, view: SessionView): Step {
  if (name === 'text' && state.shown === 'hint') {
    return {
      state: { name: 'idle', shown: 'text' },
      effects: [say({ key: 'behindFlap' }, 'none', hintSeconds), setTimer('text', hintSeconds * 1000)],
    };
  }
  if (name === 'text' && state.shown === 'text') return { state: idle, effects: [{ type: 'idleText' }] };
  if (name !== 'pair') return ignored(state);
  // A balance is only told to somebody who holds the card (mqtt.md: another entry is refused).
  const [asked, ...left] = products(view.choices);
  const card = state.cards?.at(-1);
  const canAsk = card?.entry === 'tap' && view.online && view.closed === undefined;
  if (card === undefined || asked === undefined || !canAsk)
    return { state: idle, effects: [{ type: 'idleText' }] };
  const txn = view.freshTxn;
  const { slot, product } = asked;
  return {
    state: { name: 'balance', card, txn, asked, left, lines: [], refusals: [] },
    effects: [
      { type: 'authorize', txn, cards: [card], slot, product, qty: 0 },
      say({ key: 'asking' }),
      setTimer('decision', decisionMs),
    ],
  };
}

function testVend(state: Idle, input: Extract<SessionInput, { type: 'testVend' }>, view: SessionView): Step {
  const { txn, slot, qty } = input;
  const choice = view.choices.find((one) => one.slot === slot);
  if (view.closed !== undefined || choice === undefined)
    return { state, effects: [{ type: 'refuseTest', txn, reason: view.closed ?? 'no-such-slot' }] };
  const { product, pieces } = choice;
  const plan = { txn, slot, product, pieces, qty, authority: 'staff', cards: [], charges: [] } as const;
  return {
    state: { name: 'starting', plan },
    effects: [clearTimer('pair'), clearTimer('text'), say({ key: 'asking' }), { type: 'start', plan }],
  };
}

/** Cards of one visit come in, one behind the other. */
export function atPooling(state: Pooling, input: SessionInput, view: SessionView): Step {
  if (input.type === 'timer' && input.timer === 'pool') return ask(state.cards, state.slot, view);
  if (input.type === 'select') return chooseAgain(state, input.slot, view);
  if (input.type !== 'card' || isAmong(state.cards, input.card)) return ignored(state);
  const cards = [...state.cards, input.card];
  if (cards.length >= view.maxCards) return after([clearTimer('pool')], ask(cards, state.slot, view));
  return {
    state: { ...state, cards },
    effects: [say({ key: 'moreCards' }), setTimer('pool', poolMs)],
  };
}

/** Whoever pressed the wrong button presses another while nothing is asked yet. */
function chooseAgain(state: Pooling, slot: number, view: SessionView): Step {
  const isThere = view.choices.some((choice) => choice.slot === slot);
  return slot === state.slot || !isThere ? ignored(state) : { state: { ...state, slot }, effects: [] };
}

function isAmong(cards: readonly PresentedCard[], card: PresentedCard): boolean {
  return cards.some((one) => one.scheme === card.scheme && plain(one.id) === plain(card.id));
}

/** Readers write the same card with and without spaces, hyphens and capitals (ledger.md, Words). */
function plain(id: string): string {
  return id.replace(/[ -]/g, '').toUpperCase();
}
