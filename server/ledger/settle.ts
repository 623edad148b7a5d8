import type { FeedItem } from '../../protocol/http/figures.ts';
import type { CardFacts } from '../../protocol/identity/facts.ts';
import type { EntryOf, SealedCard } from '../../protocol/mqtt/entries.ts';
import type { Scheme } from '../../protocol/serial/constants.ts';
import type { AlarmKind, AlarmStore } from '../alarms/alarm-store.ts';
import type { PolicyStore } from '../policy/policy-store.ts';
import { limitsFor, limitsOf, placePieces, reachOf, type Usage } from '../policy/room.ts';
import { placeOnVoucher } from '../policy/voucher.ts';
import type { VoucherName } from '../vouchers/text.ts';
import type { VoucherStore } from '../vouchers/voucher-store.ts';
import type { RequestLog } from '../whatif/request-log.ts';
import type { BookingStore } from './booking-store.ts';
import type { Dating } from './date-entry.ts';
import { tookMsOf } from './service-time.ts';
import type { TransactionStore } from './transaction-store.ts';
import type { Pseudonym, UsageKind, UsageStore } from './usage-store.ts';

/** A card that a machine sealed into its vend.started, opened and made a pseudonym. `qty` in items. */
export interface SealedUse {
  readonly scheme: Scheme;
  /** What its number told beside its name; never kept. */
  readonly facts: CardFacts;
  readonly pseudonym: Pseudonym;
  /** Of a voucher whose signature holds, which it is. */
  readonly voucher?: VoucherName | undefined;
  readonly qty: number;
}

export interface SettleDeps {
  readonly transactions: TransactionStore;
  readonly usage: UsageStore;
  readonly vouchers: VoucherStore;
  readonly bookings: BookingStore;
  readonly policies: PolicyStore;
  readonly alarms: AlarmStore;
  readonly requests: RequestLog;
  /** Opens a vend.started's boxes; a box that does not open is missing from the answer. */
  readonly openBoxes: (cards: readonly SealedCard[]) => readonly SealedUse[];
  /** The boxes of a txn's vend.started, from the journal as it was told. */
  readonly boxesOf: (machine: string, txn: string) => readonly SealedCard[];
}

/** Where an entry stands: whose it is, its name, and its instant on the server's clock. */
export interface EntryPlace {
  readonly machine: string;
  readonly epoch: string;
  readonly seq: number;
  readonly atMs: number;
  readonly dating: Dating;
  readonly nowMs: number;
}

/** The steps of a transaction after its decision (ledger.md, One transaction's life), each applied once by the intake. */
export function createSettle(deps: SettleDeps) {
  const { transactions, usage, vouchers, bookings, policies, alarms } = deps;
  const alarm = (place: EntryPlace, kind: AlarmKind, detail: string) =>
    alarms.raise(place.nowMs, { kind, machine: place.machine, detail });

  /** Counts pieces against a card although nobody granted them; what is beyond a limit becomes debt. */
  function charge(
    place: EntryPlace,
    txn: string,
    use: SealedUse,
    product: string,
    pieces: number,
    kind: UsageKind,
  ): void {
    const policy = policies.current(place.nowMs);
    const { scheme, facts } = use;
    if (scheme === 'voucher') {
      const fell = { atMs: place.atMs, product, pieces };
      chargeVoucher({ machine: place.machine, txn, policy: policy?.version ?? 0 }, use, fell, kind);
      return;
    }
    const history = policy ? usage.historyOf(use.pseudonym.card, reachOf(policy, place.atMs)) : [];
    const limits = policy ? limitsFor(policy, product, { scheme, born: facts.born }, place.atMs) : [];
    for (const placed of placePieces(limits, history, place.atMs, product, pieces)) {
      const name = { machine: place.machine, txn, policy: policy?.version ?? 0 };
      usage.add(name, use.pseudonym, placed, placed.atMs > place.atMs ? 'debt' : kind);
    }
  }

  /** What a voucher is good for counts as for any card; the rest, and all of one that its batch does not let have it, is owed. */
  function chargeVoucher(
    name: { machine: string; txn: string; policy: number },
    { pseudonym, voucher }: Pick<SealedUse, 'pseudonym' | 'voucher'>,
    fell: Usage,
    kind: UsageKind,
  ): void {
    if (voucher !== undefined) vouchers.note(pseudonym, voucher);
    const terms = voucher ? vouchers.termsOf(voucher) : vouchers.termsOfCard(pseudonym.card);
    const allowed = terms !== undefined && terms.product === fell.product ? terms.pieces : 0;
    const history = vouchers.historyOf(pseudonym.card);
    for (const { isOver, ...placed } of placeOnVoucher(allowed, history, fell))
      usage.add(name, pseudonym, placed, isOver ? 'debt' : kind);
  }

  function piecesOf(place: EntryPlace, product: string): number {
    const pieces = policies.piecesOf(product);
    if (pieces === undefined)
      alarm(place, 'product-unknown', `product ${product} is in no policy: an item is one mask`);
    return pieces ?? 1;
  }

  return {
    started(entry: EntryOf<'vend.started'>, place: EntryPlace): void {
      const { txn, slot, product, requested, authority } = entry;
      const began = { slot, product, authority, startedAtMs: place.atMs };
      if (transactions.begin({ machine: place.machine, txn, ...began })) return;
      const known = transactions.find(place.machine, txn);
      if (known?.state === 'settled') {
        chargeSettled(entry, place, known.dispensed ?? 0);
        return;
      }
      if ((known?.startedAtMs ?? null) !== null) return;
      // Nothing holds quota for it any more, or ever did: what falls now is charged from the boxes.
      const late = known !== undefined || authority === 'online';
      transactions.put({
        ...known,
        machine: place.machine,
        txn,
        state: 'open',
        policy: policies.current(place.nowMs)?.version ?? null,
        items: requested,
        ...began,
        late: Number(late),
      });
      const uses = deps.openBoxes(entry.cards);
      if (uses.length < entry.cards.length) {
        alarm(place, 'vend-without-card', `txn ${txn}: a sealed card could not be opened`);
      }
      const pieces = piecesOf(place, product);
      // A decision's quota counts at the instant of the decision, anything else when the motor began (ledger.md).
      const heldAt = { ...place, atMs: known?.decidedAtMs ?? place.atMs };
      for (const use of uses) charge(heldAt, txn, use, product, use.qty * pieces, 'reserved');
      if (authority === 'offline') keepOffline(entry, place, uses);
    },

    completed(entry: EntryOf<'vend.completed'>, place: EntryPlace): FeedItem | undefined {
      const { txn, slot, product, requested, dispensed, fault, vendCounter, assumed = false } = entry;
      const known = transactions.standing(place.machine, txn);
      if (known?.state === 'settled') {
        const same = known.dispensed === dispensed && known.slot === slot && known.product === product;
        if (!same) alarm(place, 'vend-twice', `txn ${txn} completed again with another result`);
        return undefined;
      }
      const held = known?.state === 'reserved' || known?.state === 'open';
      const late = !held || known?.late === 1;
      if (late) alarm(place, 'vend-late', `txn ${txn} fell after its reservation had ended, or without one`);
      const pieces = piecesOf(place, product);
      const authority = known?.authority ?? 'online';
      const isAll = known?.state === 'reserved' && known.items === dispensed;
      const { over, last } = isAll
        ? usage.keepAll(place.machine, txn)
        : usage.keep(place.machine, txn, dispensed * pieces);
      if (over > 0 && authority !== 'staff') chargeUnheld(place, txn, product, over, last);
      const end = { slot, product, authority, dispensed, endedAtMs: place.atMs, late: Number(late) };
      const settled = { machine: place.machine, txn, ...end };
      if (known === undefined) transactions.put({ ...settled, state: 'settled' });
      else transactions.settle(settled);
      const { machine, epoch, seq, atMs, dating } = place;
      const decidedAtMs = known?.decidedAtMs ?? null;
      const vend = { machine, epoch, seq, atMs, txn, slot, product, requested, items: dispensed };
      return bookings.book({
        ...vend,
        pieces: dispensed * pieces,
        fault,
        vendCounter,
        authority,
        assumed,
        late,
        tookMs: tookMsOf({ authority, dispensed, assumed, late, dating, decidedAtMs, atMs }),
      });
    },

    cancelled(entry: EntryOf<'vend.cancelled'>, place: EntryPlace): void {
      const known = transactions.find(place.machine, entry.txn);
      if (known?.state === 'settled') {
        alarm(place, 'vend-twice', `txn ${entry.txn} was cancelled after it had completed`);
        return;
      }
      usage.keep(place.machine, entry.txn, 0);
      // Also when nobody asked for it yet: a later authorize of it is refused (mqtt.md, authorize).
      const row = { machine: place.machine, txn: entry.txn, ...known };
      transactions.put({ ...row, state: 'cancelled', startedAtMs: null, endedAtMs: place.atMs });
    },

    /** Ends the reservations that an entry of their own epoch shows to be dead without having begun. */
    releaseDead(
      machine: string,
      epoch: string,
      stamp: { boot: number; uptimeMs: number },
      nowMs: number,
    ): void {
      for (const txn of transactions.deadBy(machine, epoch, stamp.boot, stamp.uptimeMs)) {
        const known = transactions.find(machine, txn);
        if (known === undefined) continue;
        usage.keep(machine, txn, 0);
        transactions.put({ ...known, state: 'released', endedAtMs: nowMs });
      }
    },
  };

  /**
   * A beginning that is told after its end: of an older journal, to a ledger that was restored. Its card is known only now; who was
   * charged already is not charged again.
   */
  function chargeSettled(entry: EntryOf<'vend.started'>, place: EntryPlace, dispensed: number): void {
    const { txn, product, authority, cards } = entry;
    if (authority === 'staff' || dispensed === 0 || usage.hasCharges(place.machine, txn)) return;
    shareOut(place, txn, product, dispensed * piecesOf(place, product), deps.openBoxes(cards));
  }

  /** Charges pieces that fell to the cards that were to have them, in their order. */
  function shareOut(
    place: EntryPlace,
    txn: string,
    product: string,
    pieces: number,
    uses: readonly SealedUse[],
  ): void {
    let left = pieces;
    for (const [at, use] of uses.entries()) {
      const share = at === uses.length - 1 ? left : Math.min(left, use.qty * piecesOf(place, product));
      if (share > 0) charge(place, txn, use, product, share, 'settled');
      left -= share;
    }
  }

  /** What a machine gave by itself was asked as well; the way in of its cards is not in the journal. */
  function keepOffline(
    { product, requested }: EntryOf<'vend.started'>,
    { machine, atMs }: EntryPlace,
    uses: readonly SealedUse[],
  ): void {
    const asked = { atMs, machine, product, qty: requested, given: requested, reason: null, isOffline: true };
    const cards = uses.map(({ scheme, pseudonym }) => ({
      ...{ scheme, entry: 'tap' as const, card: pseudonym.card },
    }));
    deps.requests.keep({ ...asked, cards }, uses[0]?.pseudonym.keyId ?? '');
  }

  /** Pieces fell for which nothing was held: more than granted, or after all had been given back. */
  function chargeUnheld(
    place: EntryPlace,
    txn: string,
    product: string,
    over: number,
    last?: Pseudonym,
  ): void {
    if (last) {
      alarm(place, 'vend-over', `txn ${txn}: ${over} masks fell beyond what was held for it`);
      const policy = policies.current(place.nowMs);
      const fell = { atMs: place.atMs, product, pieces: over };
      if (vouchers.termsOfCard(last.card) !== undefined) {
        const name = { machine: place.machine, txn, policy: policy?.version ?? 0 };
        chargeVoucher(name, { pseudonym: last }, fell, 'debt');
        return;
      }
      const history = policy ? usage.historyOf(last.card, reachOf(policy, place.atMs)) : [];
      // The card's scheme is not kept: every rule for the product bears on what went beyond its limit.
      const limits = policy ? limitsOf(policy, product) : [];
      for (const placed of placePieces(limits, history, place.atMs, product, over)) {
        usage.add({ machine: place.machine, txn, policy: policy?.version ?? 0 }, last, placed, 'debt');
      }
      return;
    }
    const uses = deps.openBoxes(deps.boxesOf(place.machine, txn));
    if (uses.length === 0)
      alarm(place, 'vend-without-card', `txn ${txn}: ${over} masks fell and no card is known`);
    shareOut(place, txn, product, over, uses);
  }
}
export type Settle = ReturnType<typeof createSettle>;
