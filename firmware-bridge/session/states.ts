import type { DisplayKey } from '../../protocol/display/catalogue.ts';
import type { PresentedCard } from '../../protocol/mqtt/messages/authorize.ts';
import type { Decision } from '../../protocol/mqtt/messages/decision.ts';

/** SELECT and CARD pair within this (serial.md, The citizen's flow). */
export const pairMs = 15_000;
/** Further cards pool within this. */
export const poolMs = 5_000;
/** A decision is waited for this long (mqtt.md, authorize and decision). */
export const decisionMs = 3_000;
/** No VEND later than this after its `vend.started` (mqtt.md, journal). */
export const vendDelayMs = 10_000;
/** How long texts stand: what was given, what was refused, the hint, and a balance. */
export const okSeconds = 5;
export const refusedSeconds = 10;
export const hintSeconds = 6;
export const balanceSeconds = 10;

export type SessionTimer = 'pair' | 'pool' | 'decision' | 'text';
export type Tone = 'none' | 'ok' | 'refused' | 'error';

/** What is shown: a text of the catalogue, or one that the server wrote. */
export type Shown =
  | { readonly key: DisplayKey; readonly values?: Readonly<Record<string, string | number>> }
  | { readonly text: string };

/** A slot that may be vended: named by `desired` and there in the dispenser. */
export interface Choice {
  readonly slot: number;
  readonly product: string;
  readonly name: string;
  readonly pieces: number;
  readonly stock: number;
  /** Holds items, and no fault of its own stands. */
  readonly usable: boolean;
}

/** What the machine is at the moment of an input. */
export interface SessionView {
  readonly nowMs: number;
  /** A txn that was never used; an input takes at most one. */
  readonly freshTxn: string;
  /** Why nothing can be vended, where nothing can. */
  readonly closed: 'starting' | 'locked' | 'waitingForNetwork' | 'outOfOrder' | undefined;
  readonly choices: readonly Choice[];
  readonly maxCards: number;
  /** The server can be asked. */
  readonly online: boolean;
}

/** A vend in the making: what is asked, started, and shown at the end. */
export interface Plan {
  readonly txn: string;
  readonly slot: number;
  readonly product: string;
  readonly pieces: number;
  readonly qty: number;
  readonly authority: 'online' | 'offline' | 'staff';
  readonly cards: readonly PresentedCard[];
  /** Items a card, in the cards' order. */
  readonly charges: readonly number[];
  /** The server's words for the end, where it sent any. */
  readonly message?: string;
}

export type SessionState =
  /**
   * A button or cards, not yet both; `cardMs`: uptime of the last card. `shown`: a text stands until the text timer;
   * after `hint` the hint follows it.
   */
  | {
      readonly name: 'idle';
      readonly slot?: number;
      readonly cards?: readonly PresentedCard[];
      readonly cardMs?: number;
      readonly shown?: 'text' | 'hint';
    }
  | { readonly name: 'pooling'; readonly slot: number; readonly cards: readonly PresentedCard[] }
  | { readonly name: 'asking'; readonly plan: Plan; readonly askedMs: number }
  | {
      readonly name: 'balance';
      readonly card: PresentedCard;
      readonly txn: string;
      readonly asked: Choice;
      readonly left: readonly Choice[];
      readonly lines: readonly Shown[];
      /** What was refused, in the words of the refusal alone; its line names the product too. */
      readonly refusals: readonly Shown[];
    }
  | { readonly name: 'offline'; readonly plan: Plan }
  | { readonly name: 'starting'; readonly plan: Plan }
  | { readonly name: 'vending'; readonly plan: Plan }
  | { readonly name: 'settling'; readonly plan: Plan };

export type VendAnswer =
  | { readonly kind: 'verdict'; readonly verdict: number }
  /** The dispenser refused the request itself, or it was never put on the wire: nothing was dispensed. */
  | { readonly kind: 'notSent'; readonly reason: string }
  /** It may have been heard: only LAST_VEND can tell. */
  | { readonly kind: 'silence' };

export type OfflineAnswer =
  | { readonly kind: 'allow'; readonly charges: readonly number[] }
  | {
      readonly kind: 'refuse';
      readonly shown: 'offlineRefused' | 'offlineUsed' | 'offlineVoucher' | 'bad-id';
    };

export type SessionInput =
  | { readonly type: 'card'; readonly card: PresentedCard }
  | { readonly type: 'select'; readonly slot: number }
  | { readonly type: 'timer'; readonly timer: SessionTimer }
  | { readonly type: 'decision'; readonly decision: Decision }
  | { readonly type: 'offline'; readonly answer: OfflineAnswer }
  | { readonly type: 'started'; readonly ok: boolean }
  | { readonly type: 'vendAnswer'; readonly answer: VendAnswer }
  | {
      readonly type: 'completed';
      readonly txn: string;
      readonly requested: number;
      readonly dispensed: number;
      readonly fault: number;
    }
  | { readonly type: 'cancelled'; readonly txn: string }
  | { readonly type: 'testVend'; readonly txn: string; readonly slot: number; readonly qty: number }
  /** Lock, desired, line or journal changed: what stands on the display may be wrong now. */
  | { readonly type: 'changed' };

export type SessionEffect =
  | {
      readonly type: 'display';
      readonly shown: readonly Shown[];
      readonly tone: Tone;
      readonly seconds: number;
    }
  | { readonly type: 'idleText' }
  | { readonly type: 'setTimer'; readonly timer: SessionTimer; readonly ms: number }
  | { readonly type: 'clearTimer'; readonly timer: SessionTimer }
  | {
      readonly type: 'authorize';
      readonly txn: string;
      readonly cards: readonly PresentedCard[];
      readonly slot: number;
      readonly product: string;
      readonly qty: number;
    }
  /** Journals `vend.cancelled` for something that was asked and will not begin. */
  | { readonly type: 'cancel'; readonly txn: string; readonly reason: string }
  | { readonly type: 'askOffline'; readonly plan: Plan }
  | { readonly type: 'start'; readonly plan: Plan }
  | { readonly type: 'vend'; readonly plan: Plan }
  /** A test vend that can't begin now; it was never announced, so nothing is journaled. */
  | { readonly type: 'refuseTest'; readonly txn: string; readonly reason: string };

export interface Step {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

export const idle: SessionState = { name: 'idle' };
