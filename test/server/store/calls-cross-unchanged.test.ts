import { deserialize, serialize } from 'node:v8';
import { expect, it } from 'vitest';
import { packAnswer, packCall, unpackAnswer, unpackCall } from '../../../server/store/wire.ts';

const cross = (call: Parameters<typeof packCall>[0]) => unpackCall(deserialize(serialize(packCall(call))));

const crossBack = (name: string, answer: Parameters<typeof packAnswer>[1]) =>
  unpackAnswer(deserialize(serialize(packAnswer({ id: answer.id, name, args: [] }, answer))));

it.each(['authorize', 'journal', 'machines'])(
  'an answer to %s arrives as it was given, and so does a fault',
  (name) => {
    const value = { txn: 't', verdict: 'refuse', feed: [{ tookMs: null, name: 'Üçkuyular' }] };
    expect(crossBack(name, { id: 5, value })).toEqual({ id: 5, value });
    const fault = { code: 'LEDGER_FAULT', message: 'why' } as const;
    expect(crossBack(name, { id: 6, fault })).toEqual({ id: 6, fault });
  },
);

it('a question arrives as it was asked, with and without pseudonyms', () => {
  const ask = {
    ...{ machine: 'izmir-01', txn: 't', slot: 0, product: 'adult', qty: 2, epoch: 'e', boot: 1 },
    ...{ uptimeMs: 1, nowMs: 1_790_000_000_000, asked: Buffer.from('00ff7f80', 'hex') },
    cards: [
      { scheme: 'uid', entry: 'tap', pseudonym: { card: Buffer.alloc(32, 0xfe), keyId: 'k1' } },
      { scheme: 'tckn', entry: 'typed', pseudonym: undefined },
      {
        ...{ scheme: 'voucher', entry: 'scan', voucher: { batch: 'K7M2N9P4', serial: 12 } },
        pseudonym: { card: Buffer.alloc(32, 0x01), keyId: 'k1' },
      },
    ],
  };
  expect(cross({ id: 7, name: 'authorize', args: [ask] })).toEqual({ id: 7, name: 'authorize', args: [ask] });
});

it('a pseudonym that is a part of a larger buffer arrives alone', () => {
  const whole = Buffer.from('aabbccdd', 'hex');
  const ask = {
    cards: [{ pseudonym: { card: whole.subarray(1, 3), keyId: 'k' } }],
    asked: whole.subarray(0, 1),
  };
  const arrived = cross({ id: 1, name: 'authorize', args: [ask] }).args[0] as typeof ask;
  expect(arrived.cards[0]?.pseudonym.card).toEqual(Buffer.from('bbcc', 'hex'));
  expect(arrived.asked).toEqual(Buffer.from('aa', 'hex'));
});

it('a journal arrives with the fields that nobody knows yet', () => {
  const journal = {
    epoch: 'e',
    oldest: 1,
    entries: [{ seq: 1, type: 'unheard-of', deep: { list: [1, null, 'ç'] } }],
  };
  const call = { id: 3, name: 'journal', args: ['izmir-01', journal, 1, 2] };
  expect(cross(call)).toEqual(call);
});

it('anything else arrives as structured cloning leaves it', () => {
  const call = { id: 4, name: 'desired', args: ['izmir-01', undefined, new Uint8Array([1, 2])] };
  expect(cross(call)).toEqual(call);
});
