import { expect, it } from 'vitest';
import { maxSeries, seriesOf } from '../../dashboard/src/analyst/table-of.ts';
import type { AnalyticsAnswer } from '../../protocol/http/analytics.ts';

const [monday, tuesday] = ['2026-11-23T00:00:00.000Z', '2026-11-24T00:00:00.000Z'] as const;

function answerOf(rows: AnalyticsAnswer['rows']): AnalyticsAnswer {
  const keys = [...new Set(rows.map(({ key }) => key))].map((key) => ({ key, value: 1 }));
  return {
    ...{ timeZone: 'UTC', source: 'ledger', asOf: null, waiting: 0, minCards: 10 },
    ...{ steps: [monday, tuesday], rows, keys, total: { value: 1 }, before: null },
  };
}

it('a number that is not told is neither a zero nor one that nobody counted', () => {
  const series = seriesOf(answerOf([{ at: monday, key: 'Konak', value: null }]), false);
  expect(series).toEqual([{ key: 'Konak', kind: 'value', values: [null, null], hidden: new Set([0]) }]);
});

it('what is put together is not told where a part of it is not', () => {
  const keys = Array.from({ length: maxSeries + 2 }, (_, at) => `machine ${at}`);
  const rows = keys.flatMap((key, at) => [
    { at: monday, key, value: at === maxSeries ? null : 5 },
    { at: tuesday, key, value: 7 },
  ]);
  const others = (told: AnalyticsAnswer['rows']) =>
    seriesOf(answerOf(told), false).find(({ kind }) => kind === 'others');
  expect(others(rows)).toMatchObject({ values: [null, 14], hidden: new Set([0]) });
  // In whichever order they come.
  expect(others([...rows.slice(0, -4), ...rows.slice(-2), ...rows.slice(-4, -2)])).toMatchObject({
    values: [null, 14],
    hidden: new Set([0]),
  });
});

it('a median that is not told takes its 95th percentile along', () => {
  const series = seriesOf(answerOf([{ at: monday, key: '', value: null }]), true);
  expect(series.map(({ kind, hidden }) => [kind, [...hidden]])).toEqual([
    ['value', [0]],
    ['p95', [0]],
  ]);
});
