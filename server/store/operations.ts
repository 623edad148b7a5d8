import { randomBytes } from 'node:crypto';
import type { CommandResult } from '../../protocol/mqtt/messages/command.ts';
import type { Decision } from '../../protocol/mqtt/messages/decision.ts';
import type { Journal, JournalAck } from '../../protocol/mqtt/messages/journal.ts';
import type { MachineState } from '../../protocol/mqtt/messages/state.ts';
import { createFar } from '../abuse/far.ts';
import { createAbuseGuard } from '../abuse/guard.ts';
import { createOpenNumbers } from '../abuse/open-numbers.ts';
import { createOpenedStore } from '../abuse/opened-store.ts';
import { createAccessOperations } from '../access/operations.ts';
import { createAlarmStore } from '../alarms/alarm-store.ts';
import { createAlarmOperations } from '../alarms/operations.ts';
import { createAnalyticsOperations } from '../analytics/operations.ts';
import { createAuditStore } from '../audit/audit-store.ts';
import { createAuditOperations } from '../audit/operations.ts';
import { createCaseCapability } from '../cases/capability.ts';
import { createDoubtStore } from '../doubt/doubt-store.ts';
import { createDoubtOperations } from '../doubt/operations.ts';
import { createFleetCapability } from '../fleet/capability.ts';
import type { Keys } from '../keys/key-file.ts';
import { openBox, sealText } from '../keys/key-file.ts';
import { openSealedCards } from '../keys/pseudonyms.ts';
import { createAdoption } from '../ledger/adoption-store.ts';
import type { Ask } from '../ledger/ask.ts';
import { createAuthorize, wordsFor } from '../ledger/authorize.ts';
import { createBookingStore } from '../ledger/booking-store.ts';
import { createEntryNames } from '../ledger/entry-names.ts';
import { createEntryStore } from '../ledger/entry-store.ts';
import { createFollowing } from '../ledger/following.ts';
import { createIntake } from '../ledger/intake.ts';
import { createRefusalStore } from '../ledger/refusal-store.ts';
import { createSettle } from '../ledger/settle.ts';
import { createTransactionStore } from '../ledger/transaction-store.ts';
import { createUsageStore } from '../ledger/usage-store.ts';
import { createWhy } from '../ledger/why.ts';
import { createListStore } from '../lists/list-store.ts';
import { createNearbyOperations } from '../nearby/operations.ts';
import { createOfflineStore } from '../offline/offline-store.ts';
import { createOfflineOperations } from '../offline/operations.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { createPolicyOperations } from '../policy/operations.ts';
import { createPolicyStore } from '../policy/policy-store.ts';
import { createPurge, type Retention } from '../privacy/purge.ts';
import {
  createOutboxStore,
  type OutboxBatch,
  type OutboxCounts,
  type RejectedPoint,
} from '../projection/outbox-store.ts';
import { createRestockCapability } from '../restock/capability.ts';
import { createVoucherOperations } from '../vouchers/operations.ts';
import { createVoucherStore } from '../vouchers/voucher-store.ts';
import { createRequestLog, createRequestReader } from '../whatif/request-log.ts';
import { type Db, writeSetting } from './open.ts';

/** Journals of a machine of which it is told at a subscription: its present one, and the one before, which it may have to complete. */
const maxToldEpochs = 2;

/**
 * Everything that the database can be asked, as one table: this is what crosses to the ledger's process. Each runs whole or not
 * at all, inside the group's transaction, and its answer is given only when that is on the disk.
 */
export function createOperations(db: Db, keys: Keys, followKeys = () => {}) {
  const alarms = createAlarmStore(db);
  const policies = createPolicyStore(db);
  const transactions = createTransactionStore(db);
  const usage = createUsageStore(db);
  const adopt = createAdoption(db);
  const vouchers = createVoucherStore(db, usage);
  const audit = createAuditStore(db);
  const following = createFollowing(db);
  const names = createEntryNames(db);
  const access = createAccessOperations(db, audit);
  const mayOperate = (name: string) => access.operatorNames().includes(name);
  const fleet = createFleetCapability(db, {
    ...{ policies, audit, alarms, following, names, mayOperate },
    numbersClosedUntil: (id, nowMs) => abuse.closedUntil(id, nowMs),
  });
  const { machines, commands } = fleet;
  const restock = createRestockCapability(db, { fleet, policies, alarms, audit, following });
  const contested = createCaseCapability(db, { fleet, policies, audit, following, adopt });
  const bookings = createBookingStore(db, following.booked);
  const entries = createEntryStore(db, names);
  const outbox = createOutboxStore(db);

  const refusals = createRefusalStore(db, following.booked);
  const requests = createRequestLog(db);
  const abuse = createAbuseGuard({
    recent: createRequestReader(db).recent,
    piecesOf: policies.piecesOf,
    districtOf: (id) => machines.standing(id)?.district ?? '',
    policy: policies.current,
    alarms,
    opened: createOpenedStore(db),
  });
  const authorize = createAuthorize({
    transactions,
    usage,
    vouchers,
    policies,
    alarms,
    refusals,
    requests,
    abuse,
    isFar: createFar(db),
    lists: createListStore(db),
    machine: machines.standing,
  });
  const settle = createSettle({
    ...{ transactions, usage, vouchers, bookings, policies, alarms, requests },
    openBoxes(cards) {
      const uses = openSealedCards(keys, cards);
      for (const { pseudonym } of uses) adopt(pseudonym);
      return uses;
    },
    boxesOf: entries.boxesOf,
  });
  const intake = createIntake({
    ...{ entries, settle, bookings, alarms },
    isQuarantined: (id) => machines.standing(id)?.quarantined ?? true,
    quarantine: machines.quarantine,
    endsQuarantine(id) {
      const isDecided = machines.isQuarantineDecided(id);
      if (isDecided) machines.endQuarantine(id);
      return isDecided;
    },
    seal: (content) => sealText(keys, content),
    isStockOrdered: commands.isStockOrdered,
    stockSet: restock.setting.journaled,
    claimed: contested.claimed,
  });
  const purge = createPurge(db, randomBytes);
  const dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();

  return {
    ...access,
    ...createAuditOperations(audit),
    ...fleet.operations,
    ...restock.operations,
    ...contested.operations,
    ...createVoucherOperations(db, { vouchers, audit, policy: policies.current, random: randomBytes }),
    ...createAlarmOperations(alarms),
    ...createPolicyOperations(policies, audit),
    ...createNearbyOperations(db, { views: fleet.views, policies }),
    ...createOfflineOperations(createOfflineStore(db), policies),
    ...createDoubtOperations({
      ...{ transactions, usage, machines, audit, policies },
      doubts: createDoubtStore(db),
      orders: fleet.orders,
      applyAccepted: intake.applyAccepted,
      unseal: (sealed) => openBox(keys, keys.seal.id, sealed),
    }),
    authorize(ask: Ask): Decision {
      for (const { pseudonym } of ask.cards) adopt(pseudonym);
      return authorize(ask);
    },
    /** The data folder's keys may be others now. */
    followKeys,
    /** `wallMs`: people's time, where `nowMs` is simulated. */
    journal: (id: string, journal: Journal, nowMs: number, wallMs = nowMs) =>
      intake.take(id, journal, nowMs, wallMs),
    openNumbers: createOpenNumbers({ reopen: abuse.reopen, isThere: fleet.views.isThere, audit }),
    why: createWhy(transactions),
    words: (id: string, nowMs: number) => wordsFor(machines.standing(id)?.language, policies.current(nowMs)),
    /** Where a machine's journals stand, the newest first: none for one that never sent any. */
    knownAcks: (id: string): JournalAck[] =>
      entries.newestEpochs(id, maxToldEpochs).map(({ epoch, acked }) => ({ epoch, seq: acked })),

    tokenHash: (id: string) => machines.tokenHash(id),
    machines: () => machines.list(),
    allOffline: () => machines.allOffline(),
    presence: (id: string, presence: Parameters<typeof machines.putPresence>[1], nowMs: number) =>
      machines.putPresence(id, presence, nowMs),
    /** True: orders follow from it. `wallMs`: people's time. */
    state(id: string, state: MachineState, nowMs: number, wallMs = nowMs): boolean {
      machines.putState(id, state, nowMs);
      return state.line && restock.operations.retryVisit(id, nowMs, wallMs);
    },
    desired(id: string, nowMs: number) {
      const policy = policies.current(nowMs);
      const { id: key, publicKey } = keys.seal;
      return policy && machines.desired(id, policy, { key, publicKey });
    },
    openCommands: (id: string, nowMs: number) => commands.open(id, nowMs),
    commandResult: (id: string, result: CommandResult, nowMs: number) => commands.close(id, result, nowMs),

    adoptPolicy: (file: PolicyDocument | undefined, nowMs: number) => policies.adopt(file, nowMs),
    policy: (nowMs: number) => policies.current(nowMs),

    feed: (count: number) => bookings.newest(count),
    ...createAnalyticsOperations(db, following),

    /** Together, as it is asked every other second: what is to be told next, how much waits, and whether to begin anew. */
    outboxNext: (count: number) => ({
      ...outbox.next(count),
      counts: outbox.counts(),
      isAskedAnew: outbox.isAskedAnew(),
    }),
    /** Answers how much waits from then on. */
    outboxDone(
      batch: Pick<OutboxBatch, 'from' | 'to'>,
      rejected: readonly RejectedPoint[],
      nowMs: number,
    ): OutboxCounts {
      if (!outbox.done(batch, rejected, nowMs)) return outbox.counts();
      for (const { kind, id, reason } of rejected) {
        const detail = `the point of ${kind} ${id} was refused: ${reason}`;
        alarms.raise(nowMs, { kind: 'point-rejected', machine: undefined, detail });
      }
      return outbox.counts();
    },
    outboxRefill: () => outbox.refill(),
    outboxAskAnew: () => outbox.askAnew(),
    outboxCounts: () => outbox.counts(),

    /**
     * What connected machines are told again of where it changes. `data`: another process has written, as the command line
     * does that enrols and publishes; `policy`: the number of the one in force.
     */
    changes: (nowMs: number) => ({ data: dataVersion.get(), policy: policies.versionAt(nowMs) }),
    /** Lets go of one portion of what is older than its time; all nothing: there is no more. */
    purge: (retention: Retention, nowMs: number) => purge(retention, policies.fromNowOn(nowMs), nowMs),
    /** What was kept in memory since the last commit is forgotten: its transaction was rolled back. */
    rolledBack: () => abuse.forget(),
    /** A write that says whether the ledger can be written. */
    probe: (nowMs: number) => writeSetting(db, 'probed-at', String(nowMs)),
  };
}
export type Operations = ReturnType<typeof createOperations>;
