import { expect, it } from 'vitest';
import type { Counted, Span } from '../../../server/analytics/counted.ts';
import { type Question, questionOf } from '../../../server/analytics/question.ts';
import type { CountedRow } from '../../../server/analytics/rows.ts';
import { toldOf } from '../../../server/analytics/told-answer.ts';

const at = '2026-11-23T00:00:00.000Z';
const rowOf = (key: string, value: number): CountedRow => ({ at, key, value });
const spanOf = (...keys: CountedRow[]): Span => ({ lengthMs: 1, total: [rowOf('', 99)], keys });

/** An answer of which everything beneath `least` is hidden. */
function answerOf(counted: Counted, least: number, wasThere = true) {
  const query = {
    measure: 'masks',
    step: 'day',
    by: 'machine',
    from: '2026-11-23',
    to: '2026-11-23',
  } as const;
  const checked = questionOf(query, { timeZone: 'UTC', nowMs: Date.parse(at), machines: [] });
  const told = async (rows: readonly CountedRow[], _: Question) =>
    rows.map((row) => (row.value < least ? { at: row.at, key: row.key, value: null } : row));
  if (!checked.ok) throw new Error(checked.problem.message);
  return toldOf({ told }, checked.question, counted, wasThere);
}

it('keys without a number stand last, by name, whatever their numbers are', async () => {
  const range = spanOf(rowOf('d', 3), rowOf('b', 40), rowOf('c', 1), rowOf('a', 50), rowOf('e', 60));
  const before = spanOf(rowOf('a', 2), rowOf('e', 30));
  const counted: Counted = { source: 'ledger', newestMs: null, parts: [], range, before };
  const { keys, total } = await answerOf(counted, 10);
  expect(keys).toEqual([
    { key: 'e', value: 60, before: 30 },
    { key: 'a', value: 50, before: null },
    { key: 'b', value: 40, before: 0 },
    { key: 'c', value: null, before: 0 },
    { key: 'd', value: null, before: 0 },
  ]);
  expect(total).toEqual({ value: 99 });
  const alone = await answerOf(counted, 100, false);
  expect(alone).toMatchObject({ total: { value: null }, before: null });
  expect(alone.keys.map((key) => Object.keys(key))).toEqual(alone.keys.map(() => ['key', 'value']));
});
