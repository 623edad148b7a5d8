import type { Why } from '../../protocol/http/policies.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { Decision } from '../../protocol/mqtt/messages/decision.ts';
import { unpackBearings } from '../policy/why.ts';
import type { TransactionStore } from './transaction-store.ts';

/** Tells why a transaction was decided as it was; undefined where the machine has none of this name. */
export function createWhy(transactions: TransactionStore): (machine: string, txn: string) => Why | undefined {
  return (machine, txn) => {
    const found = transactions.find(machine, txn.toLowerCase());
    if (found === undefined) return undefined;
    const { state, decidedAtMs, policy, product, decision, items, dispensed, why } = found;
    const said = decision === null ? undefined : (JSON.parse(decision) as Decision);
    return {
      ...{ machine, txn: found.txn, state, policy, product, items, dispensed },
      decidedAt: decidedAtMs === null ? null : instantOf(decidedAtMs),
      verdict: said?.verdict ?? null,
      reason: said?.reason ?? null,
      bearings: unpackBearings(why),
    };
  };
}
