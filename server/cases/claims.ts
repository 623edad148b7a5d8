import { hash } from 'node:crypto';
import type { Language } from '../../protocol/display/catalogue.ts';
import { displayText } from '../../protocol/display/text.ts';
import type { CaseEvidence } from '../../protocol/http/cases.ts';
import type { AllowanceStore } from '../allowances/allowance-store.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import type { Given, Orders } from '../fleet/orders.ts';
import type { Policy } from '../policy/document.ts';
import type { CaseStore } from './case-store.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { type Weighed, weigh } from './weigh.ts';

export interface ClaimDeps {
  readonly cases: CaseStore;
  readonly evidence: EvidenceStore;
  readonly allowances: AllowanceStore;
  readonly audit: AuditStore;
  readonly orders: Orders;
  readonly policy: (nowMs: number) => Policy | undefined;
  readonly language: (machine: string) => Language | undefined;
}

/** A claim as a machine told it (mqtt.md, vend.claimed), when it was made and when it was heard of. */
export interface Claim {
  readonly machine: string;
  readonly txn: string;
  readonly atMs: number;
  readonly nowMs: number;
  readonly wallMs: number;
}

/** Who decides where nobody is asked. */
export const byPolicy = 'policy';
/** What is given again stands under this reason where the policy names none. */
const unnamedAppeal = 'not-received';

const dayMs = 86_400_000;
/** Whoever has claimed is gone after that, and the display is somebody else's. */
const freshMs = 60_000;
const display = { seconds: 20, validMs: 30_000 };

/** Claims of vends: what is known of each, what becomes of it by itself, and giving the share again. */
export function createClaims(deps: ClaimDeps) {
  const { cases, evidence, allowances, audit, orders } = deps;

  /** What is known of a claimed vend today. */
  function evidenceOf(machine: string, txn: string, atMs: number, nowMs: number): CaseEvidence {
    const vend = evidence.vend(machine, txn);
    const charges = evidence.charges(machine, txn);
    const sinceMs = nowMs - (deps.policy(nowMs)?.claims?.days ?? 0) * dayMs;
    const cardClaims = charges.map(({ card }) => evidence.claimsOfCard(card, sinceMs, txn));
    const known = { cards: charges.length, cardClaims: Math.max(0, ...cardClaims) };
    if (vend === undefined) {
      const nothing = { fell: 0, requested: 0, fault: 0, afterSeconds: 0, troubles: 0, otherClaims: 0 };
      return { ended: false, ...nothing, ...known };
    }
    const { slot, items: fell, requested, fault } = vend;
    // What came to light in the day after it is seen by whoever looks then.
    const around = [machine, slot, vend.atMs - dayMs, Math.min(nowMs, vend.atMs + dayMs), txn] as const;
    return {
      ...{ ended: true, fell, requested, fault, ...known },
      afterSeconds: Math.max(0, Math.round((atMs - vend.atMs) / 1000)),
      troubles: evidence.troubles(...around),
      otherClaims: evidence.claimsOfSlot(...around),
    };
  }

  /**
   * Gives the cards of a vend again what they were charged, in their order, up to `limit` pieces. What they were charged
   * stays in the books. Answers the pieces; 0 where no card is known.
   */
  function giveAgain(claim: Claim, limit: number, by: { actor: string; reason: string }): number {
    const vend = evidence.vend(claim.machine, claim.txn);
    if (vend === undefined) return 0;
    const category = deps.policy(claim.nowMs)?.claims?.appeal ?? unnamedAppeal;
    let left = Math.min(limit, vend.pieces);
    for (const { card, keyId, pieces } of evidence.charges(claim.machine, claim.txn)) {
      const again = Math.min(left, pieces);
      left -= again;
      if (again === 0) continue;
      const allowance = { product: vend.product, pieces: again, category, ...by, atMs: claim.nowMs };
      allowances.give(card, keyId, allowance);
    }
    return Math.min(limit, vend.pieces) - left;
  }

  /** What the policy lets be given again without a person, in pieces of the vend's product. */
  function limitOf(claim: Claim): number {
    const policy = deps.policy(claim.nowMs);
    const vend = evidence.vend(claim.machine, claim.txn);
    const items = policy?.appeals.find(({ id }) => id === policy.claims?.appeal)?.items ?? 0;
    return vend === undefined || vend.items === 0 ? 0 : items * (vend.pieces / vend.items);
  }

  function settle(claim: Claim, id: number, { verdict, why }: Weighed): void {
    if (verdict === null) return;
    const { machine, txn, nowMs, wallMs } = claim;
    const by = { actor: byPolicy, reason: why };
    const pieces = verdict === 'given' ? giveAgain(claim, limitOf(claim), by) : 0;
    cases.end(id, { verdict, why, pieces, atMs: nowMs, by: byPolicy, reason: null });
    if (verdict !== 'given') return;
    audit.add(wallMs, {
      ...{ actor: byPolicy, action: 'claim-given', subject: machine },
      detail: { txn, why, masks: pieces },
    });
  }

  return {
    evidenceOf,
    giveAgain,

    /**
     * Takes a claim: opens its case once, and weighs it. Nothing of the books changes by it. True: an order for the
     * machine's display follows, so that whoever has claimed is answered.
     */
    take(claim: Claim): boolean {
      const { machine, txn, atMs, nowMs, wallMs } = claim;
      // One of a vend that nobody has heard of has nothing that could be weighed; it stays in the journal.
      if (!evidence.isKnown(machine, txn)) return false;
      const id = cases.openClaim(machine, txn, atMs);
      if (id === undefined) return false;
      const policy = deps.policy(nowMs);
      const weighed = weigh(evidenceOf(machine, txn, atMs, nowMs), policy?.claims ?? null);
      settle(claim, id, weighed);
      if (nowMs - atMs > freshMs) return false;
      const key =
        weighed.verdict === 'given' ? 'claimGiven' : weighed.verdict === null ? 'claimNoted' : 'nothing';
      const text = displayText(key, deps.language(machine) ?? policy?.language ?? 'tr');
      const { seconds, validMs } = display;
      const order = { id: orderIdOf(claim), machine, name: 'display', args: { text, seconds } } as const;
      const given: Given = { actor: byPolicy, nowMs, wallMs };
      return orders({ ...order, reason: 'claim', validMs, unaudited: true }, given).given;
    },
  };
}
export type Claims = ReturnType<typeof createClaims>;

/** The order's id, always the same for a claim: a UUID of version 8, made of a hash (RFC 9562, section 5.8). */
function orderIdOf({ machine, txn }: Claim): string {
  const hex = hash('sha256', `claim:${machine}:${txn}`, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
