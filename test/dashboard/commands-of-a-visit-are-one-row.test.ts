import { expect, it } from 'vitest';
import { groupsOf } from '../../dashboard/src/machine/command-groups.ts';
import type { CommandView } from '../../protocol/http/fleet.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 24, 9, 0, seconds)).toISOString();
const one = (id: string, change: Partial<CommandView>): CommandView =>
  ({
    ...{ id, name: 'set-stock', args: { slot: 0 }, actor: 'restocker', reason: 'visit', state: 'done' },
    ...{ createdAt: at(0), code: null, detail: null },
    ...change,
  }) as CommandView;

it('the stocks that one visit set are one row, as far as they have come equally far', () => {
  const commands = [
    one('a', { args: { slot: 2 } }),
    one('b', { args: { slot: 0 } }),
    one('c', { args: { slot: 1 }, state: 'failed' }),
    one('d', { name: 'lock', args: {}, reason: 'flap', actor: 'ayse' }),
    one('e', { args: { slot: 3 }, createdAt: at(-3_600) }),
  ];
  expect(groupsOf(commands).map(({ command, slots }) => [command.id, slots])).toEqual([
    ['a', [0, 2]],
    ['c', [1]],
    ['d', []],
    ['e', [3]],
  ]);
});

it('what people order one after the other stays apart', () => {
  const test = { name: 'test-vend', reason: 'looks well' } as const;
  expect(groupsOf([one('a', test), one('b', test)])).toHaveLength(2);
});
