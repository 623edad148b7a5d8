import type { CardAllowance, CardAllowed, CardLook } from '../../protocol/http/cases.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { AllowanceStore } from '../allowances/allowance-store.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import type { Given } from '../fleet/orders.ts';
import type { Pseudonym } from '../ledger/usage-store.ts';
import type { Policy } from '../policy/document.ts';
import type { CaseStore } from './case-store.ts';
import type { DisputeStore, TakenShare } from './dispute-store.ts';

export interface DisputeDeps {
  readonly cases: CaseStore;
  readonly disputes: DisputeStore;
  readonly allowances: AllowanceStore;
  readonly audit: AuditStore;
  readonly policy: (nowMs: number) => Policy | undefined;
  /** What is kept of a card under earlier keys is found under its present name from now on. */
  readonly adopt: (who: Pseudonym) => void;
}

/** What a member of staff asks for a card whose number has become a pseudonym. */
export type AllowanceOrder = Omit<CardAllowance, 'number'>;

/** What became of it; a refusal changed nothing. */
export type AllowanceOutcome =
  | { readonly done: true; readonly allowed: CardAllowed }
  | {
      readonly done: false;
      readonly code: 'PRODUCT_UNKNOWN' | 'APPEAL_UNKNOWN' | 'APPEAL_TOO_MUCH' | 'GRANT_UNKNOWN';
    };

const hourMs = 3_600_000;
/** As far back as anybody remembers what he took. */
const lookBackMs = 92 * 24 * hourMs;
const shown = 50;
/** Grants at one machine that are no farther apart are of one burst: somebody with a list of other people's numbers takes minutes. */
export const burstMs = hourMs / 2;

/** What staff do for a card that they have in their hand, or whose number its holder has told. */
export function createDisputes(deps: DisputeDeps) {
  const { cases, disputes, allowances, audit } = deps;
  const taken = ({ card }: Pseudonym, nowMs: number) => disputes.taken(card, nowMs - lookBackMs, shown);

  /** The case of the burst that contested grants belong to, one that is open already or a new one. */
  function caseOf(grants: readonly TakenShare[], nowMs: number): number {
    for (const { machine, atMs } of grants) {
      const known = disputes.near(machine, atMs - burstMs, atMs + burstMs);
      if (known !== undefined) return known;
    }
    return cases.openBurst((grants[0] as TakenShare).machine, nowMs);
  }

  return {
    /** What was taken with a card, coarsely, for whoever has it. That somebody looked is written down, and not at whose. */
    lookAtCard(who: Pseudonym, scheme: string, { actor, nowMs, wallMs }: Given): Omit<CardLook, 'doubtful'> {
      deps.adopt(who);
      const grants = taken(who, nowMs).map(({ ref, atMs, district, product, pieces }) => ({
        ...{ ref, district, product, masks: pieces },
        hour: instantOf(Math.floor(atMs / hourMs) * hourMs),
      }));
      const detail = { scheme, grants: grants.length };
      audit.add(wallMs, { actor, action: 'card-looked-at', subject: '', detail });
      const { products = [], appeals = [] } = deps.policy(nowMs) ?? {};
      return { grants, products: products.map(({ id }) => id), appeals };
    },

    /**
     * Gives a card more than its share. With contested grants it is a dispute: what is given holds until somebody decides on the
     * case of the burst. The same `id` again is answered as before.
     */
    allowCard(who: Pseudonym, order: AllowanceOrder, { actor, nowMs, wallMs }: Given): AllowanceOutcome {
      const id = order.id.toLowerCase();
      const before = allowances.ofOrder(id);
      if (before !== undefined)
        return { done: true, allowed: { masks: before, case: disputes.caseOfOrder(id) ?? null } };
      deps.adopt(who);
      const policy = deps.policy(nowMs);
      const product = policy?.products.find((one) => one.id === order.product);
      if (product === undefined) return { done: false, code: 'PRODUCT_UNKNOWN' };
      const appeal = policy?.appeals.find((one) => one.id === order.appeal);
      if (appeal === undefined) return { done: false, code: 'APPEAL_UNKNOWN' };
      if (order.items > appeal.items) return { done: false, code: 'APPEAL_TOO_MUCH' };
      const grants = taken(who, nowMs).filter(({ ref }) => order.grants.includes(ref));
      if (grants.length < order.grants.length) return { done: false, code: 'GRANT_UNKNOWN' };

      const pieces = order.items * product.pieces;
      const { reason } = order;
      const given = { product: product.id, pieces, category: appeal.id, reason, actor, atMs: nowMs };
      allowances.give(who.card, who.keyId, given, id);
      const caseId = grants.length === 0 ? null : caseOf(grants, nowMs);
      if (caseId !== null) disputes.add({ ...given, ...who, orderId: id, caseId }, grants);
      const detail = { appeal: appeal.id, qty: order.items, contested: grants.length, reason };
      audit.add(wallMs, { actor, action: 'allowance-given', subject: '', detail });
      return { done: true, allowed: { masks: pieces, case: caseId } };
    },

    /** Takes back what the cards of a case were given for the time being. Answers the masks. */
    withdraw(caseId: number, reason: string, { actor, nowMs }: Given): number {
      let masks = 0;
      for (const { card, keyId, product, category, pieces } of disputes.ofCase(caseId)) {
        const back = { product, category, pieces: -pieces, reason, actor, atMs: nowMs };
        allowances.give(card, keyId, back);
        masks += pieces;
      }
      return masks;
    },
  };
}
export type Disputes = ReturnType<typeof createDisputes>;
