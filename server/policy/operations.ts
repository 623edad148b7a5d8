import type { PolicyVersion } from '../../protocol/http/policies.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import type { PolicyDocument } from './document.ts';
import type { PolicyStore, PublishedPolicy } from './policy-store.ts';

/** A version as it is told, with what was written. */
export interface PolicyOfVersion extends PolicyVersion {
  readonly document: PolicyDocument;
}

/** Who publishes what, from when on. `id`: the idempotency key, a UUID. */
export interface PublishOrder {
  readonly id: string;
  readonly document: PolicyDocument;
  /** Ms since 1970, on the clock of decisions. */
  readonly effectiveAtMs: number;
  readonly note: string;
  readonly actor: string;
  /** The time of decisions, and people's, in which it is written down. */
  readonly nowMs: number;
  readonly wallMs: number;
}

/** The version that was made of an order, or why none was. */
export type Published =
  | { readonly ok: true; readonly policy: PolicyVersion }
  | { readonly ok: false; readonly code: 'MOMENT_PAST' };

/** What the database can be asked about policies. */
export function createPolicyOperations(policies: PolicyStore, audit: AuditStore) {
  function viewOf(nowMs: number): (one: PublishedPolicy) => PolicyOfVersion {
    const inForce = policies.versionAt(nowMs);
    return ({ version, effectiveAtMs, publishedAtMs, publisher, note, document }) => ({
      ...{ version, publisher, note, document },
      standing: version === inForce ? 'in-force' : effectiveAtMs > nowMs ? 'planned' : 'past',
      effectiveAt: instantOf(effectiveAtMs),
      publishedAt: publishedAtMs === null ? null : instantOf(publishedAtMs),
    });
  }

  const versions = (nowMs: number): PolicyOfVersion[] => policies.published().map(viewOf(nowMs));

  return {
    /** Every version, the newest first. */
    policyVersions: versions,

    /** Publishes a policy; the same order said again answers with the version that was made of it. */
    publishPolicy(order: PublishOrder): Published {
      const { id, document, effectiveAtMs, note, actor, nowMs, wallMs } = order;
      let version = policies.versionOf(id);
      if (version === undefined) {
        // What has been decided stays decided: nothing may become a rule for a time that is over.
        if (effectiveAtMs < nowMs) return { ok: false, code: 'MOMENT_PAST' };
        version = policies.publish({ id, document, effectiveAtMs, nowMs: wallMs, publisher: actor, note });
        audit.add(wallMs, {
          ...{ actor, action: 'policy-published', subject: String(version) },
          detail: { effectiveAt: instantOf(effectiveAtMs), reason: note },
        });
      }
      const made = versions(nowMs).find((one) => one.version === version) as PolicyOfVersion;
      const { document: _, ...policy } = made;
      return { ok: true, policy };
    },
  };
}
