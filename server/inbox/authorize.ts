import { Authorize, AuthorizeTxn } from '../../protocol/mqtt/messages/authorize.ts';
import type { Decision, RefusalReason } from '../../protocol/mqtt/messages/decision.ts';
import { reader } from '../../protocol/mqtt/read.ts';
import { topicOf } from '../../protocol/mqtt/topics.ts';
import { pseudonymise } from '../keys/pseudonyms.ts';
import { refusal } from '../ledger/authorize.ts';
import { type Handler, type InboxContext, refuseMessage } from './context.ts';

const read = reader(Authorize);
const readTxn = reader(AuthorizeTxn);

/** Decisions before an authorize in the ledger's queue from which on it is answered `busy` rather than late. */
const busyAt = 4_000;

/**
 * Decides, inside the broker's hook, and answers on the machine's own connection (mqtt.md, authorize and decision).
 * The card numbers end here: what goes on are pseudonyms.
 */
export const handleAuthorize: Handler = async (machine, payload, context) => {
  const startedMs = performance.now();
  const message = read(payload);
  if (!message.ok) {
    refuseMessage(context, machine, 'authorize', message.problem);
    const txn = readTxn(payload);
    if (txn.ok) await refuse(context, machine, txn.value.txn, 'bad-request');
    return;
  }
  const request = message.value;
  const hidden = pseudonymise(context.keys, request);
  if (hidden === undefined) return refuse(context, machine, request.txn, 'bad-request');
  if (context.store.deciding >= busyAt) return refuse(context, machine, request.txn, 'busy');

  const { slot, product, qty, boot, uptimeMs } = request;
  const decision = await context.store.call('authorize', {
    ...{ machine, slot, product, qty, boot, uptimeMs, ...hidden },
    txn: request.txn.toLowerCase(),
    epoch: request.epoch.toLowerCase(),
    nowMs: Math.floor(context.clock.now()),
  });
  send(context, machine, { ...decision, txn: request.txn });
  context.metrics.decisionSeconds.observe((performance.now() - startedMs) / 1000);
};

/** Answers a question that nobody has time for; one without a readable txn is dropped. */
export const refuseBusy: Handler = async (machine, payload, context) => {
  const txn = readTxn(payload);
  if (txn.ok) await refuse(context, machine, txn.value.txn, 'busy');
};

/** A refusal that the ledger need not remember: the same question gets the same answer by itself. */
async function refuse(
  context: InboxContext,
  machine: string,
  txn: string,
  reason: RefusalReason,
): Promise<void> {
  const words = await context.words(machine);
  send(context, machine, refusal(txn, reason, words));
}

function send(context: InboxContext, machine: string, decision: Decision): void {
  context.metrics.decisions.inc({ verdict: decision.verdict, reason: decision.reason ?? '' });
  const sent = context.broker().sendTo(machine, topicOf(machine, 'decision'), JSON.stringify(decision));
  if (!sent) context.log.warn({ machine, txn: decision.txn }, 'a decision found nobody listening');
}
