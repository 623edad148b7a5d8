import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { displayTexts } from '../../protocol/display/catalogue.ts';
import { tone } from '../../protocol/serial/constants.ts';
import type { Card } from '../city/cards.ts';
import type { Happening } from '../dispenser/happenings.ts';
import type { Random } from '../random.ts';
import type { DemoMachine } from './machine.ts';

/** Who stands before one machine. A card is kept until it was tapped, and nowhere else. */
export interface Turns {
  /** Somebody comes with these cards; false where the queue is too long for them. */
  come(cards: readonly Card[]): boolean;
  readonly waiting: number;
  stop(): void;
}

/** Nobody stands behind more than these. */
export const maxQueue = 12;
/** From a press to a tap, and from one card of a family to the next, in ms of the city's time. */
const handMs = 1_500;
/** Until the next one stands before the machine, in ms of the city's time. */
const stepAsideMs = 6_000;
/** Whoever gets no answer goes away: ms of the city's time, and wall ms, for answers come over a real network. */
const patience = { cityMs: 30_000, wallMs: 8_000 } as const;

const texts = (key: keyof typeof displayTexts): ReadonlySet<string> =>
  new Set(Object.values(displayTexts[key]));
const [idleText, choiceText, moreCards] = [texts('idle'), texts('idleChoice'), texts('moreCards')];

/**
 * One after the other at one machine, as its display tells them: first the button where there is a choice, then the
 * card; a family's next card at once where the machine asks for more, else in its own turn.
 */
export function createTurns(options: {
  readonly machine: DemoMachine;
  readonly clock: Clock;
  readonly wall: Clock;
  readonly random: Random;
  /** The machine shows for the first time that it serves. */
  readonly onServing: () => void;
}): Turns {
  const { machine, clock, wall, random } = options;
  const queue: (readonly Card[])[] = [];
  let hand: readonly Card[] = [];
  let serving = false;
  let hasChoice = false;
  let busy = false;
  let next: Timer | undefined;
  let leaving: { readonly city: Timer; readonly wall: Timer } | undefined;

  machine.on((happening: Happening) => {
    if (happening.ev !== 'display') return;
    const isIdle = idleText.has(happening.text) || choiceText.has(happening.text);
    if (isIdle) {
      hasChoice = choiceText.has(happening.text);
      if (!serving) {
        serving = true;
        options.onServing();
        step();
      }
    }
    if (!busy) return;
    if (moreCards.has(happening.text)) {
      if (hand.length > 0) soon(handMs, tap);
    } else if (happening.tone !== tone.none) {
      answered();
    }
  });

  function step(): void {
    if (busy || !serving) return;
    const cards = queue.shift();
    if (cards === undefined) return;
    busy = true;
    hand = cards;
    begin();
  }

  /** The first card of a turn, behind the button where there is one to press. */
  function begin(): void {
    wait();
    if (hasChoice) press().catch(() => {});
    else tap();
  }

  /** A button that has a product behind it. */
  async function press(): Promise<void> {
    const { slots } = await machine.memory();
    const filled = slots.flatMap(({ product }, slot) => (product === 0 ? [] : [slot]));
    const slot = filled[Math.floor(random() * filled.length)];
    if (!busy || slot === undefined) return;
    machine.select(slot);
    soon(handMs, tap);
  }

  function tap(): void {
    const [card, ...rest] = hand;
    hand = rest;
    if (card !== undefined) machine.card(card);
  }

  function answered(): void {
    calm();
    if (hand.length > 0) soon(stepAsideMs, begin);
    else leave();
  }

  function leave(): void {
    calm();
    hand = [];
    soon(stepAsideMs, () => {
      busy = false;
      step();
    });
  }

  function wait(): void {
    calm();
    let left = 2;
    const out = () => {
      left--;
      if (left === 0) leave();
    };
    leaving = { city: clock.after(patience.cityMs, out), wall: wall.after(patience.wallMs, out) };
  }

  function calm(): void {
    leaving?.city.cancel();
    leaving?.wall.cancel();
    leaving = undefined;
  }

  function soon(ms: number, run: () => void): void {
    next?.cancel();
    next = clock.after(ms, run);
  }

  return {
    come(cards) {
      if (queue.length >= maxQueue) return false;
      queue.push(cards);
      step();
      return true;
    },
    get waiting() {
      return queue.length;
    },
    stop() {
      queue.length = 0;
      hand = [];
      serving = false;
      next?.cancel();
      calm();
    },
  };
}
