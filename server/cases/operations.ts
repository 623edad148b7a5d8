import type {
  CaseList,
  CaseOutcome,
  CasesWaiting,
  CaseWord,
  ClaimCase,
  DisputeCase,
} from '../../protocol/http/cases.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import type { Given } from '../fleet/orders.ts';
import type { Policy } from '../policy/document.ts';
import type { CaseRow, CaseStore } from './case-store.ts';
import type { Claims } from './claims.ts';
import type { DisputeStore } from './dispute-store.ts';
import { burstMs, type Disputes } from './disputes.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { weigh } from './weigh.ts';

/** What one list may hold of what waits, and of what was decided: each row asks the books five times. */
const maxListed = 100;

export interface CaseOperationsDeps {
  readonly cases: CaseStore;
  readonly evidence: EvidenceStore;
  readonly disputeStore: DisputeStore;
  readonly claims: Claims;
  readonly disputes: Disputes;
  readonly audit: AuditStore;
  readonly policy: (nowMs: number) => Policy | undefined;
}

/** What became of a person's word on a case; a refusal changed nothing. */
export type CaseDecision =
  | { readonly decided: true; readonly outcome: CaseOutcome }
  | { readonly decided: false; readonly code: 'CASE_UNKNOWN' | 'CASE_DECIDED' | 'WORD_UNFIT' };

/** Which word means which end, for each kind of case. */
const ends = {
  'not-received': { give: 'given', reject: 'rejected' },
  'already-collected': { uphold: 'upheld', withdraw: 'withdrawn' },
} as const;

/** What people contest, and a person's word on it. Each is written into the audit log with its reason. */
export function createCaseOperations(deps: CaseOperationsDeps) {
  const { cases, evidence, disputeStore, claims, disputes, audit } = deps;

  function claimView(row: CaseRow, txn: string, nowMs: number): ClaimCase {
    const vend = evidence.vend(row.machine, txn);
    const known = claims.evidenceOf(row.machine, txn, row.atMs, nowMs);
    return {
      ...commonOf(row),
      kind: 'not-received',
      txn,
      slot: vend?.slot ?? null,
      product: vend?.product ?? '',
      masks: vend?.pieces ?? 0,
      evidence: known,
      why: row.why ?? weigh(known, deps.policy(nowMs)?.claims ?? null).why,
      verdict: row.verdict as ClaimCase['verdict'],
    };
  }

  function disputeView(row: CaseRow): DisputeCase {
    const { fromMs, untilMs, pieces, ...counts } = disputeStore.sum(row.id);
    return {
      ...commonOf(row),
      kind: 'already-collected',
      ...counts,
      given: row.verdict === 'withdrawn' ? 0 : pieces,
      from: instantOf(fromMs),
      until: instantOf(untilMs),
      vends: disputeStore.vends(row.machine, fromMs - burstMs, untilMs + burstMs),
      reasons: disputeStore.ofCase(row.id).map(({ reason }) => reason),
      verdict: row.verdict as DisputeCase['verdict'],
    };
  }

  const viewOf = (row: CaseRow, nowMs: number) =>
    row.txn === null ? disputeView(row) : claimView(row, row.txn, nowMs);

  return {
    ...{ lookAtCard: disputes.lookAtCard, allowCard: disputes.allowCard },

    /** What waits for a person, the oldest first, and then what was decided, the newest first. */
    caseList: (nowMs: number): CaseList => ({
      cases: [...cases.waiting(maxListed), ...cases.ended(maxListed)].map((row) => viewOf(row, nowMs)),
    }),

    /** How much waits, for pages that only point to it. */
    casesWaiting(): CasesWaiting {
      const { count, oldestMs } = cases.sum();
      return { count, oldest: oldestMs === null ? null : instantOf(oldestMs) };
    },

    /** A person's word on a case that waits. */
    decideCase(id: number, { word, reason }: CaseWord, given: Given): CaseDecision {
      const { actor, nowMs, wallMs } = given;
      const row = cases.find(id);
      if (row === undefined) return { decided: false, code: 'CASE_UNKNOWN' };
      if (row.verdict !== null) return { decided: false, code: 'CASE_DECIDED' };
      const verdict = (ends[row.kind] as Partial<Record<CaseWord['word'], string>>)[word];
      if (verdict === undefined) return { decided: false, code: 'WORD_UNFIT' };
      const { machine, txn } = row;
      let masks = 0;
      if (word === 'withdraw') masks = -disputes.withdraw(id, reason, given);
      if (word === 'give' && txn !== null) {
        const claim = { machine, txn, atMs: row.atMs, nowMs, wallMs };
        masks = claims.giveAgain(claim, Number.MAX_SAFE_INTEGER, { actor, reason });
      }
      const why = txn === null ? null : claimView(row, txn, nowMs).why;
      cases.end(id, { verdict, why, pieces: Math.max(0, masks), atMs: nowMs, by: actor, reason });
      const detail = { ...(txn !== null && { txn }), verdict, masks, reason };
      audit.add(wallMs, { actor, action: 'case-decided', subject: machine, detail });
      return { decided: true, outcome: { masks } };
    },
  };
}

function commonOf(row: CaseRow) {
  const { id, machine, machineName, district, atMs, pieces, decidedAtMs, decidedBy, reason } = row;
  return {
    ...{ id, machine, machineName, district, given: pieces, decidedBy, reason },
    at: instantOf(atMs),
    decidedAt: decidedAtMs === null ? null : instantOf(decidedAtMs),
  };
}
