/** mqtt.md's `offline` rule, in pieces: what may still be given while no decision comes. */

import type { Card } from './card.ts';
import { offlineTag } from './card.ts';
import type { OfflineRule } from './wire.ts';

const HOUR_MS = 3_600_000;

interface CardCount {
  pieces: number;
  lastUptimeMs: number;
}

export class OfflineBook {
  /** "A cut-off period begins with the first decision that times out" and has a budget for the machine. */
  private period: { sinceUptimeMs: number; pieces: number; lastSeq: number } | undefined;
  private readonly cards = new Map<number, CardCount>();

  /** Why not; undefined: it may vend. */
  refusal(rule: OfflineRule, card: Card, pieces: number, uptimeMs: number): string | undefined {
    if (!rule.allow) return 'offline-refused';
    this.period ??= { sinceUptimeMs: uptimeMs, pieces: 0, lastSeq: 0 };
    if (uptimeMs - this.period.sinceUptimeMs > rule.maxHours * HOUR_MS) return 'offline-too-long';
    if (this.period.pieces + pieces > rule.perMachine) return 'offline-machine-limit';
    if (this.countOf(card, rule, uptimeMs) + pieces > rule.perCard) return 'offline-card-limit';
    return undefined;
  }

  /** "it rises at vend.started and falls by what did not fall": here both at once. */
  book(card: Card, pieces: number, uptimeMs: number, lastSeq: number): void {
    if (this.period !== undefined) {
      this.period.pieces += pieces;
      this.period.lastSeq = lastSeq;
    }
    const count = this.cards.get(offlineTag(card))?.pieces ?? 0;
    this.cards.set(offlineTag(card), { pieces: count + pieces, lastUptimeMs: uptimeMs });
  }

  /** The period "ends when all its vends are acknowledged"; the cards' counts outlive it. */
  acknowledged(seq: number): void {
    if (this.period !== undefined && seq >= this.period.lastSeq) this.period = undefined;
  }

  private countOf(card: Card, rule: OfflineRule, uptimeMs: number): number {
    const count = this.cards.get(offlineTag(card));
    if (count === undefined) return 0;
    return uptimeMs - count.lastUptimeMs > rule.maxHours * HOUR_MS ? 0 : count.pieces;
  }
}
