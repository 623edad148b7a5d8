import { describe, expect, it } from 'vitest';
import {
  type Asked,
  datesOf,
  queryOf,
  readAsked,
  stepOf,
  writeAsked,
} from '../../dashboard/src/analyst/question.ts';

const today = '2026-11-24';
const read = (text: string) => readAsked(new URLSearchParams(text));

it('a question survives the address, names with commas and marks too', () => {
  const asked: Asked = {
    ...{
      measure: 'refusals',
      by: 'reason',
      range: 'custom',
      step: 'week',
      from: '2026-01-01',
      to: '2026-02-01',
    },
    ...{
      districts: ['Konak, "Alsancak" & 1', 'Çiğli'],
      machines: ['izmir-01'],
      products: [],
      reasons: ['quota'],
    },
  };
  expect(readAsked(writeAsked(asked))).toEqual(asked);
});

it('what is as usual is left out, and what is not understood is as if it were not there', () => {
  expect(writeAsked(read('')).toString()).toBe('');
  expect(read('measure=gold&by=colour&range=ever&step=minute&from=yesterday')).toEqual(read(''));
  // Only refusals have reasons.
  expect(read('measure=masks&by=reason&reasons=quota')).toMatchObject({ by: 'none', reasons: [] });
});

describe('ranges, on a Tuesday', () => {
  it.each([
    ['today', '2026-11-24', '2026-11-24', 'hour'],
    ['yesterday', '2026-11-23', '2026-11-23', 'hour'],
    ['last7', '2026-11-18', '2026-11-24', 'day'],
    ['last28', '2026-10-28', '2026-11-24', 'day'],
    ['last60', '2026-09-26', '2026-11-24', 'day'],
    ['thisWeek', '2026-11-23', '2026-11-24', 'hour'],
    ['lastWeek', '2026-11-16', '2026-11-22', 'day'],
    ['custom&from=2026-01-01&to=2026-11-24', '2026-01-01', '2026-11-24', 'week'],
    ['custom', '2026-11-18', '2026-11-24', 'day'],
  ])('%s', (range, from, to, step) => {
    const asked = read(`range=${range}`);
    expect(datesOf(asked, today)).toEqual({ from, to });
    expect(stepOf(asked, today)).toBe(step);
  });

  it('this week begins on Monday, on Sunday too', () => {
    expect(datesOf(read('range=thisWeek'), '2026-11-29').from).toBe('2026-11-23');
  });
});

it('the server is asked for exactly what is shown', () => {
  const query = queryOf(read('measure=vends&by=district&range=today&districts=A%2CB&districts=C'), today);
  expect(query.toString()).toBe(
    'measure=vends&step=hour&by=district&from=2026-11-24&to=2026-11-24&districts=A%2CB&districts=C',
  );
});
