import { expect, test } from 'vitest';
import { next } from '../../../firmware-bridge/session/machine.ts';
import type { SessionState } from '../../../firmware-bridge/session/states.ts';
import { brief, inputs, states, view } from './session-bench.ts';

/** Every cell that is not listed is ignored: same state, no effect (serial.md, The citizen's flow). */
const table: Record<SessionState['name'], Record<string, string>> = {
  idle: {
    card: 'asking [clearTimer:pair clearTimer:text authorize display setTimer:decision]',
    select: 'idle [clearTimer:text display setTimer:pair]',
    pair: 'idle [idleText]',
    testVend: 'starting [clearTimer:pair clearTimer:text display start]',
    changed: 'idle [idleText]',
  },
  pooling: {
    card: 'asking [clearTimer:pool authorize display setTimer:decision]',
    pool: 'asking [authorize display setTimer:decision]',
  },
  asking: {
    decisionTimer: 'offline [cancel askOffline]',
    decision: 'starting [clearTimer:decision start]',
  },
  balance: {
    decisionTimer: 'idle [cancel display setTimer:text]',
    decision: 'balance [clearTimer:decision authorize setTimer:decision]',
  },
  offline: { offline: 'starting [start]' },
  starting: { started: 'vending [vend]' },
  vending: {
    verdict: 'idle [cancel display setTimer:text]',
    completed: 'idle [display setTimer:text]',
    cancelled: 'idle [display setTimer:text]',
  },
  settling: {
    completed: 'idle [display setTimer:text]',
    cancelled: 'idle [display setTimer:text]',
  },
};

const cells = Object.values(states).flatMap((state) =>
  Object.entries(inputs).map(([name, input]) => ({ state, name, input, expected: table[state.name][name] })),
);

test.each(cells.filter((cell) => cell.expected !== undefined))(
  '$state.name takes $name',
  ({ state, input, expected }) => {
    expect(brief(state, input)).toBe(expected);
  },
);

test.each(cells.filter((cell) => cell.expected === undefined))(
  '$state.name ignores $name',
  ({ state, input }) => {
    const step = next(state, input, view);
    expect(step.state).toBe(state);
    expect(step.effects).toEqual([]);
  },
);
