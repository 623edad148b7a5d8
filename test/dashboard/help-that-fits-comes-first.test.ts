import { expect, it } from 'vitest';
import { actsOf } from '../../dashboard/src/overview/acts.ts';
import { machineView } from './machine-view.ts';

const assigned = { to: 'ayse', at: '2020-05-20T09:00:00.000Z' };

it.each([
  ['stock is short', { status: 'low' }, 'visit'],
  ['nothing is left, whoever looks after it', { status: 'empty', assigned }, 'visit'],
  ['somebody is at work behind an open door', { status: 'open', doorOpen: true }, 'open'],
  ['the door was left open', { status: 'fault', doorOpen: true }, 'assign'],
  ['the door of a locked one stands open', { status: 'fault', doorOpen: true, locked: true }, 'assign'],
  ['it is away and nobody goes there', { status: 'offline' }, 'assign'],
  ['it is away and somebody goes there', { status: 'offline', assigned }, 'open'],
  ['it was locked', { status: 'locked', locked: true }, 'open'],
] as const)('where %s', (_what, machine, first) => {
  const acts = actsOf(machineView(machine));
  expect(acts[0]).toBe(first);
  // The others are there too, each once, and of lock and unlock the one that changes something: no lock shuts a door.
  const lock = 'locked' in machine ? ['unlock'] : 'doorOpen' in machine ? [] : ['lock'];
  expect([...acts].sort()).toEqual(['assign', ...lock, 'open', 'visit'].sort());
});
