import type { RefusalReason } from '../../protocol/mqtt/messages/decision.ts';

/**
 * A rule that bore on a decision. `card`: which of those that were shown, from 1; absent where it is about all. `allowed` and `used`:
 * pieces in its fullest window before the decision, of a rule that counts. `holds`: it left nothing.
 */
export interface Bearing {
  readonly rule: string;
  readonly card?: number;
  readonly allowed?: number;
  readonly used?: number;
  readonly holds: boolean;
}

/** What one card of a request may have. */
export interface Account {
  /** Pieces left by the limits, and whole items that can be had now. */
  readonly room: number;
  readonly items: number;
  readonly reason: RefusalReason | undefined;
  readonly bearings: readonly Omit<Bearing, 'card'>[];
  /** When an item can be had once `charged` items were given now. */
  nextAtMs(charged: number): number | undefined;
  /** Rules whose alert is reached once `charged` items were given now. */
  alertsBy(charged: number): string[];
}

/** The account of a card that gets nothing. `rules`: the names of those that say so. */
export const noAccount = (reason: RefusalReason, rules: readonly string[] = []): Account => ({
  ...{ room: 0, items: 0, reason },
  bearings: rules.map((rule) => ({ rule, holds: true })),
  nextAtMs: () => undefined,
  alertsBy: () => [],
});
