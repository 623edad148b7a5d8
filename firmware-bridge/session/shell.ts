import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import type { Language } from '../../protocol/display/catalogue.ts';
import { displayText } from '../../protocol/display/text.ts';
import type { PresentedCard } from '../../protocol/mqtt/messages/authorize.ts';
import type { Decision } from '../../protocol/mqtt/messages/decision.ts';
import { tone as toneNumber } from '../../protocol/serial/constants.ts';
import type { Log } from '../log.ts';
import type { Driver } from '../serial/driver.ts';
import { next } from './machine.ts';
import {
  idle,
  type SessionEffect,
  type SessionInput,
  type SessionState,
  type SessionTimer,
  type SessionView,
} from './states.ts';
import type { EndedVend } from './vend-book.ts';
import type { Vendor } from './vendor.ts';
import { choicesOf, closedBy, idleShown, type MachineFacts } from './view.ts';
import { shownText } from './words.ts';

export interface SessionDeps {
  readonly clock: Clock;
  /** For the wait for a decision, which comes over a real network. */
  readonly wall: Clock;
  readonly log: Log;
  readonly uptimeMs: () => number;
  readonly freshTxn: () => string;
  readonly facts: () => MachineFacts;
  /** Before the first `desired`. */
  readonly defaultLanguage: Language;
  readonly timeZone: () => string;
  readonly display: Driver['display'];
  readonly vendor: Vendor;
}

/** How a test vend went, for the command's result. */
export type TestVendResult =
  | { readonly ok: true; readonly dispensed: number }
  | { readonly ok: false; readonly code: string };

export interface Session {
  card(card: PresentedCard): void;
  select(slot: number): void;
  decision(decision: Decision): void;
  ended(ended: EndedVend): void;
  testVend(txn: string, slot: number, qty: number): Promise<TestVendResult>;
  /** Something that the idle text depends on may have changed. */
  changed(): void;
  /** Shows a text of an operator; the idle text comes back after `seconds`, 0: with the next visit. */
  announce(text: string, seconds: number): Promise<void>;
  /** Says, once nobody is being served, that a claim is kept until the centre can be asked. */
  sayClaimKept(): Promise<void>;
  /** Nobody is being served. */
  isIdle(): boolean;
  /** Resolves true once nobody is being served, false if that takes longer than `withinMs`. */
  whenIdle(withinMs: number): Promise<boolean>;
  stop(): void;
}

/** A claim is answered as soon as the vend's own words are over, or not at all; then the words stand as long as the centre's. */
const claimWaitMs = 60_000;
const claimSeconds = 20;

/** Runs the pure session: feeds it inputs, sets its timers, and hands its effects to the machine. */
export function createSession(deps: SessionDeps): Session {
  const { clock, log, facts, vendor } = deps;
  const timers = new Map<SessionTimer, Timer>();
  const tests = new Map<string, (result: TestVendResult) => void>();
  let waiters: ((isIdle: boolean) => void)[] = [];
  let state: SessionState = idle;
  let shownIdle: string | undefined;

  function view(): SessionView {
    const now = facts();
    return {
      nowMs: deps.uptimeMs(),
      freshTxn: deps.freshTxn(),
      closed: closedBy(now),
      choices: choicesOf(now),
      maxCards: now.desired?.cards ?? 1,
      online: now.online,
    };
  }

  function dispatch(input: SessionInput): void {
    const step = next(state, input, view());
    state = step.state;
    for (const effect of step.effects) run(effect);
    if (isIdle()) {
      const done = waiters;
      waiters = [];
      for (const waiter of done) waiter(true);
    }
  }

  function run(effect: SessionEffect) {
    switch (effect.type) {
      case 'display':
        return show(shownText(effect.shown, language(), deps.timeZone()), effect.tone, effect.seconds);
      case 'idleText':
        return show(idleText(), 'none', 0, true);
      case 'setTimer':
        return setTimer(effect.timer, effect.ms);
      case 'clearTimer':
        return clearTimer(effect.timer);
      case 'authorize':
        return vendor.authorize(effect);
      case 'cancel':
        return vendor.cancel(effect.txn, effect.reason);
      case 'askOffline':
        return watch(vendor.askOffline(effect.plan).then((answer) => dispatch({ type: 'offline', answer })));
      case 'start':
        return watch(
          vendor.start(effect.plan).then((ok) => {
            if (!ok) endTest(effect.plan.txn, { ok: false, code: 'journal' });
            dispatch({ type: 'started', ok });
          }),
        );
      case 'vend':
        return watch(vendor.vend(effect.plan).then((answer) => dispatch({ type: 'vendAnswer', answer })));
      case 'refuseTest':
        return endTest(effect.txn, { ok: false, code: effect.reason });
    }
  }

  /** The verbs of the vendor answer with values; anything thrown is a fault of ours and is told. */
  function watch(work: Promise<void>): void {
    work.catch((error) => log.error(`vend session: ${messageOf(error)}`));
  }

  function language(): Language {
    return facts().desired?.language ?? deps.defaultLanguage;
  }

  async function announce(text: string, seconds: number): Promise<void> {
    await deps.display({ seconds, tone: toneNumber.none, text });
    if (!isIdle()) return;
    state = { name: 'idle', shown: 'text' };
    shownIdle = undefined;
    // What stood before may have had its own end: 0 stays until the next visit.
    if (seconds > 0) setTimer('text', seconds * 1000);
    else clearTimer('text');
  }

  function whenIdle(withinMs: number): Promise<boolean> {
    if (isIdle()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = clock.after(withinMs, () => {
        waiters = waiters.filter((one) => one !== waiter);
        resolve(false);
      });
      const waiter = (isNow: boolean) => {
        timer.cancel();
        resolve(isNow);
      };
      waiters.push(waiter);
    });
  }

  function idleText(): string {
    return shownText([idleShown(facts())], language(), deps.timeZone());
  }

  function show(text: string, tone: keyof typeof toneNumber, seconds: number, isIdleText = false): void {
    shownIdle = isIdleText ? text : undefined;
    // A line that is down shows nothing; the bring-up shows the idle text again.
    deps.display({ seconds, tone: toneNumber[tone], text }).catch(() => {
      shownIdle = undefined;
    });
  }

  function setTimer(timer: SessionTimer, ms: number): void {
    clearTimer(timer);
    const by = timer === 'decision' ? deps.wall : clock;
    timers.set(
      timer,
      by.after(ms, () => {
        timers.delete(timer);
        dispatch({ type: 'timer', timer });
      }),
    );
  }

  function clearTimer(timer: SessionTimer): void {
    timers.get(timer)?.cancel();
    timers.delete(timer);
  }

  function endTest(txn: string, result: TestVendResult): void {
    tests.get(txn)?.(result);
    tests.delete(txn);
  }

  function isIdle(): boolean {
    return state.name === 'idle' && state.cards === undefined && state.slot === undefined;
  }

  return {
    isIdle,
    card: (card) => dispatch({ type: 'card', card }),
    select: (slot) => dispatch({ type: 'select', slot }),
    decision: (decision) => dispatch({ type: 'decision', decision }),
    ended(ended) {
      const { txn, requested } = ended.vend;
      if (ended.kind === 'completed') {
        const { dispensed, fault } = ended;
        endTest(txn, { ok: true, dispensed });
        dispatch({ type: 'completed', txn, requested, dispensed, fault });
      } else {
        endTest(txn, { ok: false, code: 'cancelled' });
        dispatch({ type: 'cancelled', txn });
      }
    },
    testVend(txn, slot, qty) {
      if (!isIdle()) return Promise.resolve({ ok: false, code: 'busy' });
      return new Promise((resolve) => {
        tests.set(txn, resolve);
        dispatch({ type: 'testVend', txn, slot, qty });
      });
    },
    changed() {
      if (shownIdle !== idleText()) dispatch({ type: 'changed' });
    },
    announce,
    async sayClaimKept() {
      if (!(await whenIdle(claimWaitMs))) return;
      await announce(displayText('claimKept', language()), claimSeconds).catch((error: unknown) =>
        log.warn(`claim: ${messageOf(error)}`),
      );
    },
    whenIdle,
    stop() {
      for (const timer of timers.values()) timer.cancel();
      timers.clear();
      for (const waiter of waiters) waiter(false);
      waiters = [];
    },
  };
}
