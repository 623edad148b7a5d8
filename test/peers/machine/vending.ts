/** One visit after another: ask, wait 3 s, vend, and journal each step before it is done. */

import type { Card } from './card.ts';
import { sealCard } from './card.ts';
import type { Clock } from './clock.ts';
import { uuidV7 } from './clock.ts';
import type { Journal } from './journal.ts';
import type { OfflineBook } from './offline.ts';
import type { VirtualDispenser, VirtualSlot } from './stock.ts';
import type { Decision, Desired, Json } from './wire.ts';

const DECISION_WAIT_MS = 3000;
const FAULT_NONE = 0;
const FAULT_EMPTY = 2;
const FAULT_NO_DROP = 4;

export type Report = (line: { ev: string; [field: string]: unknown }) => void;

export interface VendingParts {
  clock: Clock;
  journal: Journal;
  dispenser: VirtualDispenser;
  offline: OfflineBook;
  report: Report;
  /** false: not connected. */
  publish: (name: string, payload: Json) => boolean;
  desired: () => Desired | undefined;
  locked: () => boolean;
  /** Something of the state message changed. */
  changed: () => void;
}

interface Serving {
  txn: string;
  slot: VirtualSlot;
  product: string;
  qty: number;
  authority: 'online' | 'offline';
  card: Card;
  charge: number;
}

export class Vending {
  private readonly parts: VendingParts;
  private readonly waiting = new Map<string, (decision: Decision) => void>();

  constructor(parts: VendingParts) {
    this.parts = parts;
  }

  /** A decision for a txn that nobody waits for (any more) is ignored for ever. */
  decided(decision: Decision): void {
    this.waiting.get(decision.txn)?.(decision);
  }

  async vend(card: Card, dispensed: number | undefined): Promise<void> {
    const slot = this.usableSlot();
    if (slot === undefined) return;
    const asked = await this.ask(card, slot, 1);
    // Without a decision: "goes on under its offline rule with a NEW txn".
    if (asked === undefined) return this.vendOffline(card);
    const { txn, askedAt, decision } = asked;
    if (!decision.grant || decision.qty === 0) return this.done(txn, 0, 'refused');
    // "A grant is dead … once uptimeMs > the authorize's uptimeMs + validMs": a mark then says so.
    if (decision.validMs === undefined || this.parts.clock.uptimeMs > askedAt + decision.validMs) {
      this.parts.journal.append('mark', {});
      return this.done(txn, 0, 'grant-dead');
    }
    if (this.parts.locked() || slot.product === undefined) return this.cancel(txn, 'locked');
    const charge = decision.charges?.[0] ?? decision.qty;
    this.serve(
      { txn, slot, product: slot.product, qty: decision.qty, authority: 'online', card, charge },
      dispensed ?? decision.qty,
    );
  }

  /** "a balance request (qty 0, one product, reserves nothing …)" */
  async balance(card: Card): Promise<void> {
    const slot = this.usableSlot();
    if (slot !== undefined) await this.ask(card, slot, 0);
  }

  vendOffline(card: Card): void {
    const slot = this.usableSlot();
    const desired = this.parts.desired();
    if (slot?.product === undefined || desired === undefined) return;
    const { offline, clock, journal, report } = this.parts;
    const pieces = desired.products.find((each) => each.product === slot.product)?.pieces ?? 0;
    const refusal =
      slot.stock === 0 ? 'no-stock' : offline.refusal(desired.offline, card, pieces, clock.uptimeMs);
    if (refusal !== undefined) {
      report({ ev: 'refused', reason: refusal });
      return;
    }
    this.serve(
      { txn: uuidV7(), slot, product: slot.product, qty: 1, authority: 'offline', card, charge: 1 },
      1,
    );
    offline.book(card, pieces, clock.uptimeMs, journal.state.lastSeq);
  }

  /** Asks and waits 3 s; undefined: no decision came, and the txn is cancelled if it ever left. */
  private async ask(card: Card, slot: VirtualSlot, qty: number): Promise<Asked | undefined> {
    const { clock, journal, publish, report } = this.parts;
    const txn = uuidV7();
    const { uptimeMs: askedAt, ...stamp } = clock.stamp();
    const message = {
      ...{ txn, cards: [{ scheme: card.scheme, id: card.id, entry: card.entry }] },
      ...{ slot: slot.slot, product: slot.product, qty },
      ...{ ...stamp, epoch: journal.state.epoch, uptimeMs: askedAt },
    };
    const answer = this.awaitDecision(txn);
    report({ ev: 'asked', txn, qty });
    if (!publish('authorize', message)) {
      this.waiting.delete(txn);
      return undefined;
    }
    const decision = await answer;
    if (decision !== undefined) return { txn, askedAt, decision };
    this.cancel(txn, 'timeout');
    return undefined;
  }

  private awaitDecision(txn: string): Promise<Decision | undefined> {
    return new Promise((resolve) => {
      const settle = (decision: Decision | undefined): void => {
        clearTimeout(timer);
        this.waiting.delete(txn);
        resolve(decision);
      };
      const timer = setTimeout(() => settle(undefined), DECISION_WAIT_MS);
      this.waiting.set(txn, settle);
    });
  }

  private serve(serving: Serving, wantedDrops: number): void {
    const { txn, slot, product, qty, authority, card, charge } = serving;
    const { journal, dispenser } = this.parts;
    const desired = this.parts.desired();
    if (desired === undefined || slot.stock === 0) {
      this.cancel(txn, 'empty');
      return;
    }
    const box = sealCard(card, desired.sealKey.publicKey);
    journal.append('vend.started', {
      ...{ txn, slot: slot.slot, product, requested: qty, vendCounter: slot.vendCounter, authority },
      cards: [{ key: desired.sealKey.key, box, qty: charge }],
    });
    // More than asked may fall, but not more than there is (ledger.md, I4: stock set - dispensed = stock).
    const dispensed = Math.min(wantedDrops, slot.stock);
    dispenser.drop(slot, dispensed);
    journal.append('vend.completed', {
      ...{ txn, slot: slot.slot, product, requested: qty, dispensed },
      fault: dispensed >= qty ? FAULT_NONE : slot.stock === 0 ? FAULT_EMPTY : FAULT_NO_DROP,
      vendCounter: slot.vendCounter,
    });
    this.done(txn, dispensed, authority);
    this.parts.changed();
  }

  private cancel(txn: string, reason: string): void {
    this.parts.journal.append('vend.cancelled', { txn, reason });
    this.done(txn, 0, reason);
  }

  private done(txn: string, dispensed: number, how: string): void {
    this.parts.report({ ev: 'done', txn, dispensed, how });
  }

  /** "Before the first `desired` nothing is vended", nor while locked, nor from a slot it doesn't name. */
  private usableSlot(): VirtualSlot | undefined {
    const slot = this.parts.dispenser.slots.find((each) => each.product !== undefined);
    const reason = this.parts.locked()
      ? 'machine-locked'
      : slot === undefined
        ? 'no-slot-desired'
        : undefined;
    if (reason === undefined) return slot;
    this.parts.report({ ev: 'refused', reason });
    return undefined;
  }
}

interface Asked {
  txn: string;
  askedAt: number;
  decision: Decision;
}
