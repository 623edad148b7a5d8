import type { CardFacts } from '../../protocol/identity/facts.ts';
import type { Entry, Scheme } from '../../protocol/serial/constants.ts';
import type { VoucherName } from '../vouchers/text.ts';
import type { Pseudonym } from './usage-store.ts';

/** A card on its way to a decision: its pseudonym, or none where the id was bad. */
export interface AskedCard {
  readonly scheme: Scheme;
  readonly entry: Entry;
  /** What its number told beside its name; never kept. */
  readonly facts: CardFacts;
  /** The neighbourhood of a number that was not tapped, as a keyed hash: numbers beside each other share it. Never kept. */
  readonly near?: string | undefined;
  readonly pseudonym: Pseudonym | undefined;
  /** Of a voucher whose signature holds, which it is. One that does not hold has no pseudonym either. */
  readonly voucher?: VoucherName | undefined;
}

/** An authorize whose cards have become pseudonyms (mqtt.md, authorize). */
export interface Ask {
  readonly machine: string;
  readonly txn: string;
  readonly slot: number;
  readonly product: string;
  readonly qty: number;
  readonly cards: readonly AskedCard[];
  readonly epoch: string;
  readonly boot: number;
  readonly uptimeMs: number;
  /** A keyed hash of cards, slot, product and qty: tells the same question from another under the same txn. */
  readonly asked: Uint8Array;
  /** The same under the keys of before: what was asked just before they changed is the same question still. */
  readonly askedBefore?: readonly Uint8Array[];
  readonly nowMs: number;
}
