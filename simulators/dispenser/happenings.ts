import type { Entry, Scheme } from '../../protocol/serial/constants.ts';

/**
 * What a dispenser does and shows, as data: one line of JSON each on the command line, one call each in process.
 * A card's number is in none of them. Counts in items; `fault`, `cause`, `verdict`, `code` are serial.md's numbers.
 */
export type Happening =
  | { readonly ev: 'power'; readonly on: boolean }
  | { readonly ev: 'boot'; readonly bootCount: number; readonly cause: number; readonly serialNo: string }
  | { readonly ev: 'display'; readonly text: string; readonly seconds: number; readonly tone: number }
  /** A text that was shown for some seconds is gone. */
  | { readonly ev: 'blank' }
  | { readonly ev: 'lock'; readonly locked: boolean }
  | {
      readonly ev: 'stock';
      readonly slot: number;
      readonly product: number;
      readonly stock: number;
      readonly capacity: number;
    }
  | {
      readonly ev: 'vend';
      readonly txn: string;
      readonly slot: number;
      readonly qty: number;
      readonly verdict: number;
    }
  | { readonly ev: 'drop'; readonly slot: number; readonly txn: string }
  | ({ readonly ev: 'result' } & VendOutcome)
  | { readonly ev: 'nak'; readonly kind: number; readonly code: number }
  | { readonly ev: 'card'; readonly scheme: Scheme; readonly entry: Entry }
  | { readonly ev: 'select'; readonly slot: number }
  | { readonly ev: 'door'; readonly open: boolean }
  | { readonly ev: 'fault' | 'cleared'; readonly slot: number; readonly fault: number }
  | { readonly ev: 'tamper'; readonly kind: number }
  | { readonly ev: 'claim'; readonly txn: string }
  | { readonly ev: 'miss'; readonly slot: number }
  | { readonly ev: 'noise'; readonly probability: number }
  /** An event of the line ended: the host answered it, or it was dropped for its age or for want of room. */
  | { readonly ev: 'event-end'; readonly name: string; readonly how: 'answered' | 'expired' | 'crowded-out' };

/** How a vend ended (serial.md, VEND_RESULT). */
export interface VendOutcome {
  readonly txn: string;
  readonly slot: number;
  readonly requested: number;
  readonly dispensed: number;
  readonly fault: number;
  readonly vendCounter: number;
}
