import { expect, test } from 'vitest';
import { unknownPicture, withFault } from '../../../firmware-bridge/serial/picture.ts';
import { closedBy, idleKey, type MachineFacts } from '../../../firmware-bridge/session/view.ts';
import { desiredOfOneSlot } from '../../support/bridge-bench.ts';

const slot = { product: 1, stock: 5, capacity: 50, vendCounter: 7 };
const facts: MachineFacts = {
  picture: { ...unknownPicture([]), line: true, ready: true, slots: [slot] },
  desired: desiredOfOneSlot,
  lockedByCommand: false,
  canBegin: true,
  journalBroken: false,
  journalFull: false,
  online: true,
  offlineRoom: undefined,
};
const at = (stock: number, jammed: boolean): MachineFacts => {
  const picture = { ...facts.picture, slots: [{ ...slot, stock }] };
  return { ...facts, picture: jammed ? withFault(picture, 0, 1, true) : picture };
};

test.each([
  ['holds items', at(5, false), 'idle'],
  ['is empty', at(0, false), 'no-stock'],
  ['is jammed', at(5, true), 'outOfOrder'],
])('a machine whose only slot %s says so before anybody taps', (_, machine, key) => {
  expect(idleKey(machine)).toBe(key);
});

test.each([
  [1, 'outOfOrder'],
  [2, 'idle'],
  [3, 'outOfOrder'],
  [4, 'idle'],
  [5, 'idle'],
  [6, 'idle'],
  [7, 'outOfOrder'],
])('a FAULT %i that nobody clears: a slot that holds items says %s', (fault, key) => {
  expect(idleKey({ ...facts, picture: withFault(facts.picture, 0, fault, true) })).toBe(key);
});

test('a machine whose journal is damaged is out of order, also where its start cannot end', () => {
  const starting = { ...facts, journalBroken: true, canBegin: false, picture: unknownPicture([]) };
  expect(closedBy(starting)).toBe('outOfOrder');
});
