import { expect, test } from 'vitest';
import { next } from '../../../firmware-bridge/session/machine.ts';
import type { SessionInput, SessionState, SessionView } from '../../../firmware-bridge/session/states.ts';
import {
  card,
  child,
  choice,
  effectsOf,
  fresh,
  grant,
  inputs,
  otherCard,
  plan,
  states,
  txn,
  view,
} from './session-bench.ts';

const two: SessionView = { ...view, choices: [choice, child] };
const tap: SessionInput = { type: 'card', card };

/** Runs inputs one behind the other and gives the last step. */
function play(at: SessionView, ...played: SessionInput[]) {
  let step: ReturnType<typeof next> = { state: { name: 'idle' }, effects: [] };
  for (const input of played) step = next(step.state, input, at);
  return step;
}

const shown = (step: { effects: readonly unknown[] }) =>
  step.effects.find((effect) => (effect as { type: string }).type === 'display');

test('CARD and SELECT pair in either order, and the product asked is that of the slot', () => {
  const select: SessionInput = { type: 'select', slot: 1 };
  for (const step of [play(two, tap, select), play(two, select, tap)]) {
    expect(step.state.name).toBe('asking');
    expect(step.effects).toContainEqual({
      type: 'authorize',
      txn: fresh,
      cards: [card],
      slot: 1,
      product: 'child',
      qty: 1,
    });
  }
});

test('a card alone for 15 s asks for the balance of each product, and tells all in one text', () => {
  const pair: SessionInput = { type: 'timer', timer: 'pair' };
  const answer = (remaining: number): SessionInput => ({
    type: 'decision',
    decision: { txn: fresh, verdict: 'grant', qty: 0, remaining },
  });
  const asked = play(two, tap, pair);
  expect(asked.effects).toContainEqual({
    type: 'authorize',
    txn: fresh,
    cards: [card],
    slot: 0,
    product: 'mask5',
    qty: 0,
  });
  expect(shown(play(two, tap, pair, answer(10), answer(5)))).toMatchObject({
    tone: 'ok',
    shown: [
      { key: 'balance', values: { product: 'Mask', pieces: 10 } },
      { key: 'balance', values: { product: 'Child', pieces: 5 } },
    ],
  });
});

test('a typed card is never told a balance', () => {
  const typed: SessionInput = { type: 'card', card: { ...card, entry: 'typed' } };
  expect(play(two, typed, { type: 'timer', timer: 'pair' }).effects).toEqual([{ type: 'idleText' }]);
});

test('different cards pool up to the limit; the same card again does not count', () => {
  const pooled: SessionView = { ...view, maxCards: 3 };
  const again: SessionInput = { type: 'card', card: { ...card, id: '04a1 b2c3-d4e5f6' } };
  const step = play(pooled, tap, again, { type: 'card', card: otherCard }, { type: 'timer', timer: 'pool' });
  expect(step.effects[0]).toMatchObject({ type: 'authorize', cards: [card, otherCard], qty: 2 });
});

test('on a machine with several products cards pool before the button too', () => {
  const pooled: SessionView = { ...two, maxCards: 3 };
  const other: SessionInput = { type: 'card', card: otherCard };
  const select: SessionInput = { type: 'select', slot: 1 };
  const pool: SessionInput = { type: 'timer', timer: 'pool' };
  expect(play(pooled, tap, other, tap, select, pool).effects[0]).toMatchObject({
    ...{ type: 'authorize', cards: [card, otherCard], product: 'child', qty: 2 },
  });
});

test('a card that comes more than 5 s behind another is the next citizen’s', () => {
  const pooled: SessionView = { ...two, maxCards: 3 };
  const first = next({ name: 'idle' }, tap, pooled);
  const later = { ...pooled, nowMs: pooled.nowMs + 5_001 };
  const second = next(first.state, { type: 'card', card: otherCard }, later);
  expect(second.state).toMatchObject({ cards: [otherCard] });
});

test('another button while cards pool changes the product; one without a product changes nothing', () => {
  const pooled: SessionView = { ...two, maxCards: 3 };
  const press = (slot: number): SessionInput => ({ type: 'select', slot });
  const pool: SessionInput = { type: 'timer', timer: 'pool' };
  const step = play(pooled, press(0), tap, press(1), press(9), pool);
  expect(step.effects[0]).toMatchObject({ type: 'authorize', slot: 1, product: 'child' });
});

test('the next citizen taps while the words for the last one still stand', () => {
  const refused = next(
    states.asking,
    { type: 'decision', decision: { txn, verdict: 'refuse', qty: 0 } },
    view,
  );
  const given = next(states.vending, inputs.completed as SessionInput, view);
  for (const { state } of [refused, given]) {
    const step = next(state, { type: 'card', card: otherCard }, view);
    expect(step.effects).toContainEqual({ type: 'clearTimer', timer: 'text' });
    expect(step.effects).toContainEqual(expect.objectContaining({ type: 'authorize', cards: [otherCard] }));
  }
});

test('a product that the card does not get hides no balance of another', () => {
  const pair: SessionInput = { type: 'timer', timer: 'pair' };
  const refuse = (reason: 'not-eligible' | 'blocked', message: string): SessionInput => ({
    type: 'decision',
    decision: { txn: fresh, verdict: 'refuse', qty: 0, reason, message },
  });
  const has: SessionInput = {
    type: 'decision',
    decision: { txn: fresh, verdict: 'grant', qty: 0, remaining: 5 },
  };
  expect(shown(play(two, tap, pair, refuse('not-eligible', 'Not here'), has))).toMatchObject({
    tone: 'ok',
    shown: [{ text: 'Mask: Not here' }, { key: 'balance', values: { product: 'Child', pieces: 5 } }],
  });
  const none = play(two, tap, pair, refuse('not-eligible', 'Not here'), refuse('not-eligible', 'Not here'));
  expect(shown(none)).toMatchObject({ tone: 'refused', shown: [{ text: 'Not here' }] });
  expect(shown(play(two, tap, pair, refuse('blocked', 'Blocked')))).toMatchObject({
    ...{ tone: 'refused', shown: [{ text: 'Blocked' }] },
  });
});

test('a rest that is smaller than an item is told as its next date', () => {
  const pair: SessionInput = { type: 'timer', timer: 'pair' };
  const nextAt = '2020-05-27T06:00:00.000Z';
  const answer: SessionInput = {
    type: 'decision',
    decision: { txn: fresh, verdict: 'grant', qty: 0, remaining: 3, nextAt },
  };
  expect(shown(play(two, tap, pair, answer, answer))).toMatchObject({
    shown: [{ key: 'balanceNone', values: { product: 'Mask', when: nextAt } }, { key: 'balanceNone' }],
  });
});

test('a balance without an answer is cancelled by its txn, and its late decision ignored', () => {
  const step = next(states.balance, { type: 'timer', timer: 'decision' }, view);
  expect(step.effects[0]).toEqual({ type: 'cancel', txn, reason: 'no-decision' });
  expect(next(step.state, { type: 'decision', decision: grant }, view).effects).toEqual([]);
});

test('a grant for a slot that desired gave to another product meanwhile is given back', () => {
  const moved = { ...view, choices: [{ ...choice, product: 'child' }] };
  const effects = effectsOf(states.asking, inputs.decision as SessionInput, moved);
  expect(effects).toContainEqual({ type: 'cancel', txn, reason: 'slot-changed' });
  expect(effects.some((effect) => effect.type === 'start')).toBe(false);
});

test('an empty product is told at once, without asking', () => {
  const step = play({ ...view, choices: [{ ...choice, stock: 0, usable: false }] }, tap);
  expect(shown(step)).toMatchObject({ shown: [{ key: 'no-stock' }], tone: 'refused' });
  expect(step.effects.some((effect) => effect.type === 'authorize')).toBe(false);
});

test('of several slots with the product, the fullest that can give is taken', () => {
  const slots = [
    { ...choice, slot: 0, stock: 90, usable: false },
    { ...choice, slot: 1, stock: 3 },
    { ...choice, slot: 2, stock: 7 },
  ];
  expect(play({ ...view, choices: slots }, tap).effects).toContainEqual(
    expect.objectContaining({ type: 'authorize', slot: 2 }),
  );
});

test('without a connection nothing is asked, and the same path is taken at once', () => {
  const offline = { ...view, online: false };
  const step = play(offline, tap);
  expect(step.effects.some((effect) => effect.type === 'authorize')).toBe(false);
  expect(step.effects).toContainEqual({ type: 'setTimer', timer: 'decision', ms: 0 });
});

test('after a time-out the asked txn is cancelled and the offline rule gets a new one', () => {
  const [cancel, ask] = effectsOf(states.asking, { type: 'timer', timer: 'decision' });
  expect(cancel).toEqual({ type: 'cancel', txn, reason: 'no-decision' });
  expect(ask).toMatchObject({ type: 'askOffline', plan: { txn: fresh, authority: 'offline' } });
});

test('a decision that comes too late is ignored for ever', () => {
  const { state } = next(states.asking, { type: 'timer', timer: 'decision' }, view);
  expect(next(state, { type: 'decision', decision: grant }, view)).toEqual({ state, effects: [] });
});

test('any refusal is final, busy too, and shows the words of the server with one tone', () => {
  const busy = { txn, verdict: 'refuse', qty: 0, reason: 'busy', message: 'Come at 5' } as const;
  const effects = effectsOf(states.asking, { type: 'decision', decision: busy });
  expect(effects.filter((effect) => effect.type === 'askOffline')).toEqual([]);
  expect(shown({ effects })).toMatchObject({ shown: [{ text: 'Come at 5' }], tone: 'refused', seconds: 10 });
});

test('a grant is used up to its very last millisecond, and given back after it', () => {
  const late = (nowMs: number) =>
    effectsOf(states.asking, inputs.decision as SessionInput, { ...view, nowMs });
  expect(late(31_000).map((effect) => effect.type)).toContain('start');
  expect(late(31_001)).toContainEqual({ type: 'cancel', txn, reason: 'expired' });
});

test('a grant for fewer is vended as granted; one for more is cut to what was asked', () => {
  const asked: SessionState = {
    ...states.asking,
    plan: { ...plan, qty: 2, cards: [card, otherCard] },
  } as SessionState;
  const started = (qty: number, charges: number[]) =>
    effectsOf(asked, { type: 'decision', decision: { ...grant, qty, charges } });
  expect(started(1, [0, 1])).toContainEqual(
    expect.objectContaining({ type: 'start', plan: expect.objectContaining({ qty: 1, charges: [0, 1] }) }),
  );
  expect(started(9, [5, 4])).toContainEqual(
    expect.objectContaining({ type: 'start', plan: expect.objectContaining({ qty: 2, charges: [2, 0] }) }),
  );
});

test('a machine that was locked while it asked gives the grant back', () => {
  const effects = effectsOf(states.asking, inputs.decision as SessionInput, { ...view, closed: 'locked' });
  expect(effects).toContainEqual({ type: 'cancel', txn, reason: 'locked' });
});

test.each([
  [2, 'dispenser-busy'],
  [3, 'empty'],
  [4, 'locked'],
  [5, 'jammed'],
  [6, 'no-such-slot'],
  [7, 'door-open'],
])('verdict %i cancels the vend by name: %s', (verdict, reason) => {
  const effects = effectsOf(states.vending, { type: 'vendAnswer', answer: { kind: 'verdict', verdict } });
  expect(effects[0]).toEqual({ type: 'cancel', txn, reason });
});

test.each([0, 1])('verdict %i waits for the result', (verdict) => {
  const answer = { kind: 'verdict', verdict } as const;
  expect(next(states.vending, { type: 'vendAnswer', answer }, view)).toEqual({
    state: states.vending,
    effects: [],
  });
});

test('silence never cancels: the vend waits to be settled', () => {
  const step = next(states.vending, { type: 'vendAnswer', answer: { kind: 'silence' } }, view);
  expect(step).toEqual({ state: states.settling, effects: [] });
});

test.each([
  [1, 0, 'granted', 'ok'],
  [0, 1, 'nothing', 'error'],
  [0, 5, 'interrupted', 'error'],
])('%i dispensed with fault %i says %s', (dispensed, fault, key, tone) => {
  const end: SessionInput = { type: 'completed', txn, requested: 1, dispensed, fault };
  expect(shown({ effects: effectsOf(states.vending, end) })).toMatchObject({ shown: [{ key }], tone });
});

test('after a success the hint about the flap follows, then the idle text', () => {
  const text: SessionInput = { type: 'timer', timer: 'text' };
  const done = next(states.vending, inputs.completed as SessionInput, view);
  const hint = next(done.state, text, view);
  expect(shown(hint)).toMatchObject({ shown: [{ key: 'behindFlap' }], tone: 'none' });
  expect(next(hint.state, text, view).effects).toEqual([{ type: 'idleText' }]);
});

test('a vend that could not be journaled is not begun', () => {
  const step = next(states.starting, { type: 'started', ok: false }, view);
  expect(step.effects.some((effect) => effect.type === 'vend')).toBe(false);
  expect(shown(step)).toMatchObject({ shown: [{ key: 'outOfOrder' }], tone: 'error' });
});
