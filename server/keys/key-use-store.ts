import { createPolicyStore } from '../policy/policy-store.ts';
import { reachOf } from '../policy/room.ts';
import type { Db } from '../store/open.ts';

/** What a key is still for. */
export interface KeyUse {
  /** Charges under it. */
  readonly charges: number;
  /** Those of them that a policy in force or planned still counts. */
  readonly counted: number;
  /** Names of lists that were brought in with it and hold. */
  readonly lists: readonly string[];
}

/** Tells what keys are still for. It reads every charge, so it is not for a process that somebody waits for. */
export function createKeyUseStore(db: Db) {
  const charges = db.prepare<[number, string], { charges: number; counted: number }>(
    'SELECT COUNT(*) AS charges, COALESCE(SUM(at >= ?), 0) AS counted FROM usage WHERE key_id = ?',
  );
  const lists = db
    .prepare<[string], string>('SELECT name FROM lists WHERE holds = 1 AND key_id = ? ORDER BY name')
    .pluck();
  const policies = createPolicyStore(db);
  return {
    of(keyId: string, nowMs: number): KeyUse {
      const reach = Math.min(nowMs, ...policies.fromNowOn(nowMs).map((policy) => reachOf(policy, nowMs)));
      const { charges: all = 0, counted = 0 } = charges.get(Math.floor(reach), keyId) ?? {};
      return { charges: all, counted, lists: lists.all(keyId) };
    },
  };
}
