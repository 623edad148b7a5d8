import { fault, vendVerdict } from '../../protocol/serial/constants.ts';
import {
  okSeconds,
  type Plan,
  refusedSeconds,
  type SessionInput,
  type SessionState,
  type Shown,
  type Step,
} from './states.ts';
import { after, end, endKey, ignored, say, setTimer } from './steps.ts';

type Starting = Extract<SessionState, { name: 'starting' }>;
type Vending = Extract<SessionState, { name: 'vending' }>;
type Settling = Extract<SessionState, { name: 'settling' }>;

/** `vend.started` is on its way to the disk; no VEND before it is there (mqtt.md, journal). */
export function atStarting(state: Starting, input: SessionInput): Step {
  if (input.type !== 'started') return ignored(state);
  if (!input.ok) return endKey('outOfOrder', 'error');
  return { state: { name: 'vending', plan: state.plan }, effects: [{ type: 'vend', plan: state.plan }] };
}

/** VEND was sent; its verdict comes first, its result later, or the result alone. */
export function atVending(state: Vending, input: SessionInput): Step {
  const { plan } = state;
  if (isOutcome(input, plan)) return outcome(plan, input);
  if (input.type !== 'vendAnswer') return ignored(state);
  const { answer } = input;
  if (answer.kind === 'silence') return { state: { name: 'settling', plan }, effects: [] };
  if (answer.kind === 'notSent')
    return after([{ type: 'cancel', txn: plan.txn, reason: answer.reason }], endKey('outOfOrder', 'error'));
  if (answer.verdict === vendVerdict.accepted || answer.verdict === vendVerdict.known) return ignored(state);
  const { reason, key } = refusals[answer.verdict] ?? noSuchSlot;
  return after([{ type: 'cancel', txn: plan.txn, reason }], endKey(key, 'error'));
}

/** The line was silent: whatever LAST_VEND says later is the outcome (mqtt.md, journal). */
export function atSettling(state: Settling, input: SessionInput): Step {
  return isOutcome(input, state.plan) ? outcome(state.plan, input) : ignored(state);
}

interface VerdictWords {
  readonly reason: string;
  readonly key: 'outOfOrder' | 'no-stock' | 'machine-locked';
}

const noSuchSlot: VerdictWords = { reason: 'no-such-slot', key: 'outOfOrder' };
const refusals: Readonly<Record<number, VerdictWords>> = {
  [vendVerdict.busy]: { reason: 'dispenser-busy', key: 'outOfOrder' },
  [vendVerdict.empty]: { reason: 'empty', key: 'no-stock' },
  [vendVerdict.locked]: { reason: 'locked', key: 'machine-locked' },
  [vendVerdict.jammed]: { reason: 'jammed', key: 'outOfOrder' },
  [vendVerdict.doorOpen]: { reason: 'door-open', key: 'outOfOrder' },
};

type Ended = Extract<SessionInput, { type: 'completed' | 'cancelled' }>;

function isOutcome(input: SessionInput, plan: Plan): input is Ended {
  return (input.type === 'completed' || input.type === 'cancelled') && input.txn === plan.txn;
}

function outcome(plan: Plan, input: Ended): Step {
  if (input.type === 'cancelled') return endKey('nothing', 'error');
  const { dispensed, requested } = input;
  if (dispensed >= requested) {
    const key = plan.authority === 'offline' ? 'offlineGranted' : 'granted';
    const words: Shown =
      plan.message === undefined
        ? { key, values: { pieces: dispensed * plan.pieces } }
        : { text: plan.message };
    // Most "faulty" machines had the mask behind the flap: the hint follows every success.
    return {
      state: { name: 'idle', shown: 'hint' },
      effects: [say(words, 'ok', okSeconds), setTimer('text', okSeconds * 1000)],
    };
  }
  if (dispensed > 0) {
    const values = { pieces: dispensed * plan.pieces, of: requested * plan.pieces };
    return end({ key: 'partial', values }, 'error', refusedSeconds);
  }
  return endKey(input.fault === fault.powerLost ? 'interrupted' : 'nothing', 'error');
}
