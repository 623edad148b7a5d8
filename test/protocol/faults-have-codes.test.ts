import { expect, it } from 'vitest';
import { CodedError, codeOf, messageOf } from '../../protocol/base/errors.ts';

it('a fault has its code, its words, its cause, and says whether to try again', () => {
  const cause = new Error('the disk');
  const fault = new CodedError('LEDGER_FAULT', 'it broke', { cause, retryable: true });
  expect(fault).toMatchObject({
    code: 'LEDGER_FAULT',
    message: 'it broke',
    name: 'CodedError',
    retryable: true,
  });
  expect(fault.cause).toBe(cause);
  expect(fault).toBeInstanceOf(Error);
  const plain = new CodedError('X', 'so');
  expect(plain.retryable).toBe(false);
  expect('cause' in plain).toBe(false);
  expect(new CodedError('X', 'so', { retryable: false }).retryable).toBe(false);
});

it('anything that is thrown has words, and a code only where it has one', () => {
  expect([messageOf(new TypeError('odd')), messageOf('a text'), messageOf(7)]).toEqual([
    'odd',
    'a text',
    '7',
  ]);
  expect(codeOf(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe('ENOENT');
  expect(codeOf({ code: 'EADDRINUSE' })).toBe('EADDRINUSE');
  for (const nothing of [null, undefined, 'ENOENT', 7, {}, new Error('x'), { code: 7 }, { code: null }])
    expect(codeOf(nothing)).toBeUndefined();
});
