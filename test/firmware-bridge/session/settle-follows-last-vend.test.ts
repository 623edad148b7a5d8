import { expect, test } from 'vitest';
import type { LastVend } from '../../../firmware-bridge/serial/picture.ts';
import { type OpenVend, settleVend } from '../../../firmware-bridge/session/settle.ts';

const open: OpenVend = {
  txn: '01a20ac4-0ab7-7359-8ffd-8c09bf92ef51',
  slot: 2,
  product: 'mask5',
  requested: 3,
  vendCounter: 100,
  serialNo: 'A1',
  authority: 'online',
};
const named: LastVend = {
  txn: open.txn,
  state: 2,
  requested: 3,
  dispensed: 2,
  fault: 1,
  vendCounter: 102,
};
const other: LastVend = { ...named, txn: '01a20ac4-0000-7000-8000-000000000000' };
const completed = { kind: 'completed', assumed: false };

test.each([
  [
    'named and done',
    { serialNo: 'A1', last: named, counter: 102 },
    { ...completed, dispensed: 2, fault: 1, vendCounter: 102 },
  ],
  ['named and running', { serialNo: 'A1', last: { ...named, state: 1 }, counter: 101 }, { kind: 'wait' }],
  [
    'named by a dispenser that was exchanged with its memory',
    { serialNo: 'B2', last: named, counter: 102 },
    { ...completed, dispensed: 2 },
  ],
  [
    'not named, counter unchanged',
    { serialNo: 'A1', last: other, counter: 100 },
    { kind: 'cancelled', reason: 'not-dispensed' },
  ],
  [
    'never vended at all',
    { serialNo: 'A1', last: { ...named, state: 0 }, counter: 100 },
    { kind: 'cancelled' },
  ],
  [
    'not named, counter grown',
    { serialNo: 'A1', last: other, counter: 102 },
    { ...completed, dispensed: 2, fault: 5, vendCounter: 102 },
  ],
  [
    'not named, counter grown by all',
    { serialNo: 'A1', last: other, counter: 103 },
    { ...completed, dispensed: 3, fault: 0 },
  ],
  [
    'not named, counter lower',
    { serialNo: 'A1', last: other, counter: 99 },
    { kind: 'completed', dispensed: 3, assumed: true, vendCounter: 99 },
  ],
  [
    'another dispenser',
    { serialNo: 'B2', last: other, counter: 100 },
    { kind: 'completed', dispensed: 3, assumed: true, vendCounter: 100 },
  ],
  [
    'a dispenser without that slot',
    { serialNo: 'A1', last: undefined, counter: 100 },
    { kind: 'completed', dispensed: 3, assumed: true },
  ],
])('%s', (_name, now, expected) => {
  expect(settleVend(open, now)).toMatchObject(expected);
});

test('a counter that wrapped has grown', () => {
  const wrapped = settleVend(
    { ...open, vendCounter: 0xffff_ffff },
    { serialNo: 'A1', last: other, counter: 1 },
  );
  expect(wrapped).toMatchObject({ kind: 'completed', dispensed: 2, assumed: false });
});

test('growth beyond one byte is cut to what an entry can say', () => {
  expect(settleVend(open, { serialNo: 'A1', last: other, counter: 900 })).toMatchObject({ dispensed: 255 });
});
