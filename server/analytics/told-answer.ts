import type { AnalyticsAnswer, AnalyticsRow } from '../../protocol/http/analytics.ts';
import type { Counted, Span } from './counted.ts';
import type { Question } from './question.ts';
import type { Telling } from './told.ts';

/** What of an answer is counted, held to the fewest cards; `wasThere`: the time before is worth holding against. */
export async function toldOf(
  { told }: Pick<Telling, 'told'>,
  question: Question,
  { parts, range, before }: Counted,
  wasThere: boolean,
): Promise<Pick<AnalyticsAnswer, 'rows' | 'keys' | 'total' | 'before'>> {
  const rows: AnalyticsRow[] = [];
  for (const part of parts) for (const row of await told(part.rows, question, part.stepMs)) rows.push(row);
  const whole = { ...question, by: 'none' } as const;
  const totalOf = async ({ total, lengthMs }: Span): Promise<AnalyticsAnswer['total']> => {
    const [row] = await told(total, whole, lengthMs);
    return row === undefined ? null : numbersOf(row);
  };
  const keys = await told(range.keys, question, range.lengthMs);
  const keysBefore = wasThere ? await told(before.keys, question, before.lengthMs) : [];
  const valueBefore = new Map(keysBefore.map(({ key, value }) => [key, value]));
  return {
    rows,
    keys: keys.sort(byValue).map((row) => ({
      ...{ key: row.key, ...numbersOf(row) },
      ...(wasThere && { before: valueBefore.has(row.key) ? (valueBefore.get(row.key) ?? null) : 0 }),
    })),
    total: await totalOf(range),
    before: wasThere ? await totalOf(before) : null,
  };
}

const numbersOf = ({ value, p95 }: AnalyticsRow) => ({ value, ...(p95 !== undefined && { p95 }) });

/** The highest first; those that are not told last, by name, as their place would tell of them. */
function byValue(a: AnalyticsRow, b: AnalyticsRow): number {
  if (a.value === null || b.value === null)
    return Number(a.value === null) - Number(b.value === null) || (a.key < b.key ? -1 : 1);
  return b.value - a.value || (b.p95 ?? 0) - (a.p95 ?? 0) || (a.key < b.key ? -1 : 1);
}
