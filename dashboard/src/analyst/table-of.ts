import type { AnalyticsAnswer } from '../../../protocol/http/analytics.ts';

/** Series that a chart shows by themselves; what is beyond is put together. */
export const maxSeries = 6;

/** One line of numbers, a number a step; null where nothing was counted. */
export interface Series {
  readonly key: string;
  /** `others`: what is beyond {@link maxSeries}; `p95`: the 95th percentile beside a median. */
  readonly kind: 'value' | 'others' | 'p95';
  readonly values: readonly (number | null)[];
}

/** An answer as lines of numbers: the chart draws them, and the table beneath tells the same. */
export function seriesOf(answer: AnalyticsAnswer, isService: boolean): Series[] {
  const place = new Map(answer.steps.map((at, index) => [at, index]));
  const shown = answer.keys.slice(0, maxSeries).map(({ key }) => key);
  const isSplit = answer.keys.some(({ key }) => key !== '') || answer.keys.length > 1;
  const lines = new Map<string, (number | null)[]>();
  const put = (name: string, at: string, value: number) => {
    const line = lines.get(name) ?? answer.steps.map(() => null);
    const index = place.get(at);
    if (index !== undefined) line[index] = (line[index] ?? 0) + value;
    lines.set(name, line);
  };
  for (const { at, key, value, p95 } of answer.rows) {
    if (shown.includes(key)) put(`value ${key}`, at, value);
    // Medians of several do not add up to one.
    else if (!isService) put('others ', at, value);
    if (isService && !isSplit && p95 !== undefined) put(`p95 ${key}`, at, p95);
  }
  const told = [
    ...shown.map((key) => ['value', key] as const),
    ['p95', ''] as const,
    ['others', ''] as const,
  ];
  return told.flatMap(([kind, key]) => {
    const values = lines.get(`${kind} ${key}`);
    return values === undefined ? [] : [{ key, kind, values }];
  });
}
