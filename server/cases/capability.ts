import { createAllowanceStore } from '../allowances/allowance-store.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import type { FleetCapability } from '../fleet/capability.ts';
import type { Following } from '../ledger/following.ts';
import type { Pseudonym } from '../ledger/usage-store.ts';
import type { PolicyStore } from '../policy/policy-store.ts';
import type { Db } from '../store/open.ts';
import { createCaseStore } from './case-store.ts';
import { createClaims } from './claims.ts';
import { createDisputeStore } from './dispute-store.ts';
import { createDisputes } from './disputes.ts';
import { createEvidenceStore } from './evidence-store.ts';
import { createCaseOperations } from './operations.ts';

/** What people contest, in the ledger's process: what follows from a claim, and what staff can be told and decide. */
export function createCaseCapability(
  db: Db,
  deps: {
    fleet: FleetCapability;
    policies: PolicyStore;
    audit: AuditStore;
    following: Following;
    adopt: (who: Pseudonym) => void;
  },
) {
  const { fleet, policies, audit, following, adopt } = deps;
  const cases = createCaseStore(db);
  const allowances = createAllowanceStore(db);
  const evidence = createEvidenceStore(db, following.catchUp);
  const disputeStore = createDisputeStore(db, following.catchUp);
  const policy = policies.current;
  const claims = createClaims({
    ...{ cases, evidence, allowances, audit, policy },
    orders: fleet.orders,
    language: (machine) => fleet.machines.standing(machine)?.language,
  });
  const disputes = createDisputes({ cases, disputes: disputeStore, allowances, audit, policy, adopt });
  const operations = createCaseOperations({
    ...{ cases, evidence, disputeStore, claims, disputes, audit, policy },
  });
  return { claimed: claims.take, operations };
}
