import type { DisplayKey } from '../../protocol/display/catalogue.ts';
import type { PresentedCard } from '../../protocol/mqtt/messages/authorize.ts';
import {
  type Choice,
  decisionMs,
  refusedSeconds,
  type SessionEffect,
  type SessionState,
  type SessionTimer,
  type SessionView,
  type Shown,
  type Step,
  type Tone,
} from './states.ts';

/** An input that means nothing here. */
export function ignored(state: SessionState): Step {
  return { state, effects: [] };
}

export const say = (shown: Shown | readonly Shown[], tone: Tone = 'none', seconds = 0): SessionEffect => ({
  type: 'display',
  shown: 'length' in shown ? shown : [shown],
  tone,
  seconds,
});

export const setTimer = (timer: SessionTimer, ms: number): SessionEffect => ({ type: 'setTimer', timer, ms });
export const clearTimer = (timer: SessionTimer): SessionEffect => ({ type: 'clearTimer', timer });

/** Ends a visit with a text that stands for a while; then the idle text comes back. */
export function end(shown: Shown | readonly Shown[], tone: Tone, seconds = refusedSeconds): Step {
  return {
    state: { name: 'idle', shown: 'text' },
    effects: [say(shown, tone, seconds), setTimer('text', seconds * 1000)],
  };
}

export const endKey = (key: DisplayKey, tone: Tone): Step => end({ key }, tone);

/** A step with effects put before its own. */
export function after(effects: readonly SessionEffect[], step: Step): Step {
  return { state: step.state, effects: [...effects, ...step.effects] };
}

/** The text for a machine that cannot vend. */
export function closedKey(closed: NonNullable<SessionView['closed']>): DisplayKey {
  return closed === 'locked' ? 'machine-locked' : closed;
}

/** The best slot of a product: the pressed one if it can give, else the fullest that can, else any. */
export function bestSlot(choices: readonly Choice[], product: string, pressed?: number): Choice | undefined {
  const same = choices.filter((choice) => choice.product === product);
  const rank = (choice: Choice) =>
    (choice.usable ? 2 ** 20 : 0) + (choice.usable && choice.slot === pressed ? 2 ** 17 : 0) + choice.stock;
  return same.sort((a, b) => rank(b) - rank(a))[0];
}

/** One slot a product, in the order of the slots. */
export function products(choices: readonly Choice[]): readonly Choice[] {
  const names = [...new Set(choices.map((choice) => choice.product))];
  return names.flatMap((product) => bestSlot(choices, product) ?? []);
}

/** Begins to ask for one item a card; a slot that has nothing to give is told at once. */
export function ask(cards: readonly PresentedCard[], slot: number, view: SessionView): Step {
  if (view.closed !== undefined) return endKey(closedKey(view.closed), 'refused');
  const pressed = view.choices.find((choice) => choice.slot === slot);
  const choice = pressed && bestSlot(view.choices, pressed.product, slot);
  if (choice === undefined) return endKey('no-policy', 'refused');
  if (choice.stock === 0) return endKey('no-stock', 'refused');
  if (!choice.usable) return endKey('outOfOrder', 'error');
  const { product, pieces } = choice;
  const qty = Math.min(cards.length, choice.stock);
  const txn = view.freshTxn;
  const plan = {
    txn,
    slot: choice.slot,
    product,
    pieces,
    qty,
    authority: 'online',
    cards,
    charges: [],
  } as const;
  const state: SessionState = { name: 'asking', plan, askedMs: view.nowMs };
  if (!view.online) return { state, effects: [say({ key: 'asking' }), setTimer('decision', 0)] };
  return {
    state,
    effects: [
      { type: 'authorize', txn, cards, slot: plan.slot, product, qty },
      say({ key: 'asking' }),
      setTimer('decision', decisionMs),
    ],
  };
}
