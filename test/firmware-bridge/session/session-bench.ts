import { next } from '../../../firmware-bridge/session/machine.ts';
import type {
  Choice,
  Plan,
  SessionInput,
  SessionState,
  SessionTimer,
  SessionView,
} from '../../../firmware-bridge/session/states.ts';
import type { Decision } from '../../../protocol/mqtt/messages/decision.ts';

export const card = { scheme: 'uid', id: '04A1B2C3D4E5F6', entry: 'tap' } as const;
export const otherCard = { ...card, id: '04A1B2C3D4E5F7' };
export const txn = '01a20ac4-0ab7-7359-8ffd-8c09bf92ef51';
export const fresh = '01a20ac4-ffff-7000-8000-000000000000';
export const choice: Choice = { slot: 0, product: 'mask5', name: 'Mask', pieces: 5, stock: 10, usable: true };
export const child: Choice = { ...choice, slot: 1, product: 'child', name: 'Child' };
export const view: SessionView = {
  nowMs: 1_000,
  freshTxn: fresh,
  closed: undefined,
  choices: [choice],
  maxCards: 1,
  online: true,
};
export const plan: Plan = {
  txn,
  slot: 0,
  product: 'mask5',
  pieces: 5,
  qty: 1,
  authority: 'online',
  cards: [card],
  charges: [1],
};

export const states: Record<SessionState['name'], SessionState> = {
  idle: { name: 'idle' },
  pooling: { name: 'pooling', slot: 0, cards: [card] },
  asking: { name: 'asking', plan: { ...plan, charges: [] }, askedMs: 1_000 },
  balance: { name: 'balance', card, txn, asked: choice, left: [child], lines: [], refusals: [] },
  offline: { name: 'offline', plan: { ...plan, charges: [] } },
  starting: { name: 'starting', plan },
  vending: { name: 'vending', plan },
  settling: { name: 'settling', plan },
};

const timer = (name: SessionTimer): SessionInput => ({ type: 'timer', timer: name });
export const grant: Decision = { txn, verdict: 'grant', qty: 1, charges: [1], validMs: 30_000 };

/** One of every input; decisions and ends are those of the plan's txn. */
export const inputs: Record<string, SessionInput> = {
  card: { type: 'card', card: otherCard },
  select: { type: 'select', slot: 0 },
  pair: timer('pair'),
  pool: timer('pool'),
  decisionTimer: timer('decision'),
  text: timer('text'),
  decision: { type: 'decision', decision: grant },
  foreignDecision: { type: 'decision', decision: { ...grant, txn: fresh } },
  offline: { type: 'offline', answer: { kind: 'allow', charges: [1] } },
  started: { type: 'started', ok: true },
  verdict: { type: 'vendAnswer', answer: { kind: 'verdict', verdict: 3 } },
  completed: { type: 'completed', txn, requested: 1, dispensed: 1, fault: 0 },
  cancelled: { type: 'cancelled', txn },
  foreignEnd: { type: 'completed', txn: fresh, requested: 1, dispensed: 1, fault: 0 },
  testVend: { type: 'testVend', txn: fresh, slot: 0, qty: 1 },
  changed: { type: 'changed' },
};

/** What a step does, in short: the state's name and the effects' types, timers with their names. */
export function brief(state: SessionState, input: SessionInput, at: SessionView = view): string {
  const step = next(state, input, at);
  const effects = step.effects.map((effect) =>
    'timer' in effect ? `${effect.type}:${effect.timer}` : effect.type,
  );
  return `${step.state.name} [${effects.join(' ')}]`;
}

/** The texts, tones and effects of a step, for a closer look. */
export const effectsOf = (state: SessionState, input: SessionInput, at: SessionView = view) =>
  next(state, input, at).effects;
