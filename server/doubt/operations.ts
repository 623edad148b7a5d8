import type { Doubt, Quarantine, QuarantineOutcome, QuarantineVerdict } from '../../protocol/http/doubt.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import type { MachineStore } from '../fleet/machine-store.ts';
import type { Given, Orders } from '../fleet/orders.ts';
import type { Intake } from '../ledger/intake.ts';
import type { TransactionStore } from '../ledger/transaction-store.ts';
import type { UsageStore } from '../ledger/usage-store.ts';
import type { PolicyStore } from '../policy/policy-store.ts';
import type { DoubtStore } from './doubt-store.ts';
import { openHeld, summaryOf } from './held.ts';

/** What one list may hold. */
const maxListed = 500;
/** A grant lives ten minutes at most, and a vend some seconds: what is younger is no doubt yet. */
const youngMs = 10 * 60_000;

export interface DoubtOperationsDeps {
  readonly doubts: DoubtStore;
  readonly transactions: TransactionStore;
  readonly usage: UsageStore;
  readonly machines: MachineStore;
  readonly orders: Orders;
  readonly audit: AuditStore;
  readonly policies: Pick<PolicyStore, 'piecesOf'>;
  readonly applyAccepted: Intake['applyAccepted'];
  /** Opens what was sealed for our own key; undefined where that does not open. */
  readonly unseal: (sealed: string) => string | undefined;
}

/** What became of an operator's word; a refusal changed nothing. */
export type QuarantineDecision =
  | { readonly decided: true; readonly outcome: QuarantineOutcome }
  | { readonly decided: false; readonly code: 'NOT_QUARANTINED' | 'TOO_MANY_WAITING' };

/** What waits for an operator's word, and what follows from it. Each is written into the audit log with its reason. */
export function createDoubtOperations(deps: DoubtOperationsDeps) {
  const { doubts, transactions, usage, machines, orders, audit, policies } = deps;

  return {
    /** What has had no end for ten minutes, the oldest first. */
    doubtList: (nowMs: number): Doubt[] => doubts.list(Math.floor(nowMs) - youngMs, maxListed),

    /**
     * Ends a transaction as one of which nothing fell: what was held is given back (ledger.md: by an operator's decision).
     * If it fell after all, its settlement is booked late. Undefined where it has an end already.
     */
    endDoubt(
      machine: string,
      txn: string,
      reason: string,
      { actor, nowMs, wallMs }: Given,
    ): Doubt | undefined {
      const doubt = doubts.find(machine, txn.toLowerCase());
      const known = transactions.find(machine, txn.toLowerCase());
      if (doubt === undefined || known === undefined) return undefined;
      usage.keep(machine, known.txn, 0);
      transactions.put({ ...known, state: 'released', endedAtMs: Math.floor(nowMs) });
      const detail = { txn: known.txn, cause: doubt.cause, reason };
      audit.add(wallMs, { actor, action: 'doubt-ended', subject: machine, detail });
      return doubt;
    },

    /** What a machine's quarantine holds back; undefined for a machine that is not there. */
    quarantine(machine: string): Quarantine | undefined {
      const found = machines.find(machine);
      if (found === undefined) return undefined;
      const summary = summaryOf(doubts.held(machine), {
        open: (entry) => openHeld(entry, deps.unseal),
        isBooked: (txn) => transactions.find(machine, txn)?.state === 'settled',
        piecesOf: policies.piecesOf,
      });
      const { quarantined } = found;
      return { quarantined, decided: machines.isQuarantineDecided(machine), ...summary };
    },

    /**
     * Accepts or rejects what a quarantined machine told (mqtt.md, journal): accepted entries have their effect now,
     * and neither are applied when the new epoch carries them over. Then the machine is told to begin that epoch, which
     * ends the quarantine.
     */
    decideQuarantine(machine: string, word: QuarantineVerdict, given: Given): QuarantineDecision {
      const { id, verdict, reason } = word;
      if (!machines.find(machine)?.quarantined) return { decided: false, code: 'NOT_QUARANTINED' };
      const order = { id, machine, name: 'new-epoch', args: {}, reason, unaudited: true } as const;
      if (!orders(order, given).given) return { decided: false, code: 'TOO_MANY_WAITING' };
      const held = doubts.held(machine);
      let applied = 0;
      for (const one of held) {
        doubts.decide(one.id, verdict);
        if (verdict === 'rejected') continue;
        const entry = openHeld(one, deps.unseal);
        if (entry === undefined) continue;
        const { epoch, seq, atMs } = one;
        // Its message is gone, and with it the stamps that date an entry exactly.
        const wasSet = entry.synced && Date.parse(entry.at) < atMs;
        const place = { machine, epoch, seq, nowMs: given.nowMs };
        deps.applyAccepted(entry, {
          ...place,
          ...(wasSet ? { atMs: Date.parse(entry.at), dating: 'clock' } : { atMs, dating: 'latest' }),
        });
        applied++;
      }
      machines.quarantineDecided(machine);
      const detail = { verdict, reason, entries: held.length, applied };
      audit.add(given.wallMs, { actor: given.actor, action: 'quarantine-decided', subject: machine, detail });
      return { decided: true, outcome: { entries: held.length, applied } };
    },
  };
}
