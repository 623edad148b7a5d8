import { Command } from '../../protocol/mqtt/messages/command.ts';
import { Decision, refusalReasons } from '../../protocol/mqtt/messages/decision.ts';
import { Desired } from '../../protocol/mqtt/messages/desired.ts';
import { JournalAck } from '../../protocol/mqtt/messages/journal.ts';
import { checker, parseJson, type ReadResult, reader } from '../../protocol/mqtt/read.ts';
import type { DownTopic } from '../../protocol/mqtt/topics.ts';
import type { Log } from '../log.ts';

export interface InboxDeps {
  readonly log: Log;
  readonly onDecision: (decision: Decision) => void;
  readonly onAck: (ack: JournalAck) => void;
  readonly onDesired: (desired: Desired) => void;
  readonly onCommand: (command: Command) => void;
}

export interface Inbox {
  take(topic: DownTopic, payload: Uint8Array): void;
  /** Messages that were invalid: never half-applied (mqtt.md). */
  readonly counts: { readonly invalid: number };
}

const readDecision = readerOfDecisions();
const readAck = reader(JournalAck);
const readDesired = reader(Desired);
const readCommand = reader(Command);

/** Reads what comes down and hands it to whoever it is for; UUIDs may be in either case (RFC 9562), ours are lower. */
export function createInbox(deps: InboxDeps): Inbox {
  const counts = { invalid: 0 };

  function hand<T>(
    topic: DownTopic,
    result: { ok: true; value: T } | { ok: false; problem: string },
    to: (value: T) => void,
  ): void {
    if (result.ok) {
      to(result.value);
      return;
    }
    counts.invalid++;
    deps.log.warn({ topic, problem: result.problem }, 'an invalid message was ignored');
  }

  return {
    counts,
    take(topic, payload) {
      switch (topic) {
        case 'decision':
          return hand(topic, readDecision(payload), (one) =>
            deps.onDecision({ ...one, txn: one.txn.toLowerCase() }),
          );
        case 'journal/ack':
          return hand(topic, readAck(payload), (one) =>
            deps.onAck({ ...one, epoch: one.epoch.toLowerCase() }),
          );
        case 'desired':
          return hand(topic, readDesired(payload), deps.onDesired);
        case 'command':
          return hand(topic, readCommand(payload), deps.onCommand);
      }
    },
  };
}

/**
 * A server that is newer may know more reasons. Its refusal is a refusal all the same: were it left out as invalid, the
 * offline rule would give what the server refused (mqtt.md: any decision is a decision).
 */
function readerOfDecisions(): (payload: Uint8Array) => ReadResult<Decision> {
  const check = checker(Decision);
  const known: readonly string[] = refusalReasons;
  return (payload) => {
    const json = parseJson(payload);
    if (!json.ok) return json;
    const { reason, ...rest } = Object(json.value) as { reason?: unknown };
    return check(typeof reason === 'string' && !known.includes(reason) ? rest : json.value);
  };
}
