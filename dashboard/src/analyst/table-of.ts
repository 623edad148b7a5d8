import type { AnalyticsAnswer } from '../../../protocol/http/analytics.ts';

/** Series that a chart shows by themselves; what is beyond is put together. */
export const maxSeries = 6;

/** One line of numbers, a number a step; null where nothing was counted, or where it is not told. */
export interface Series {
  readonly key: string;
  /** `others`: what is beyond {@link maxSeries}; `p95`: the 95th percentile beside a median. */
  readonly kind: 'value' | 'others' | 'p95';
  readonly values: readonly (number | null)[];
  /** The steps whose number is not told, as it tells of too few cards; a sum is not where a part of it is not. */
  readonly hidden: ReadonlySet<number>;
}

interface Line {
  readonly values: (number | null)[];
  readonly hidden: Set<number>;
}

/** An answer as lines of numbers: the chart draws them, and the table beneath tells the same. */
export function seriesOf(answer: AnalyticsAnswer, isService: boolean): Series[] {
  const place = new Map(answer.steps.map((at, index) => [at, index]));
  const shown = answer.keys.slice(0, maxSeries).map(({ key }) => key);
  const isSplit = answer.keys.some(({ key }) => key !== '') || answer.keys.length > 1;
  const lines = new Map<string, Line>();
  const put = (name: string, at: string, value: number | null) => {
    const line = lines.get(name) ?? { values: answer.steps.map(() => null), hidden: new Set<number>() };
    lines.set(name, line);
    const index = place.get(at);
    if (index === undefined) return;
    if (value === null) line.hidden.add(index);
    line.values[index] = line.hidden.has(index) ? null : (line.values[index] ?? 0) + (value ?? 0);
  };
  for (const { at, key, value, p95 } of answer.rows) {
    if (shown.includes(key)) put(`value ${key}`, at, value);
    // Medians of several do not add up to one.
    else if (!isService) put('others ', at, value);
    if (isService && !isSplit) put(`p95 ${key}`, at, value === null ? null : (p95 ?? 0));
  }
  const told = [
    ...shown.map((key) => ['value', key] as const),
    ['p95', ''] as const,
    ['others', ''] as const,
  ];
  return told.flatMap(([kind, key]) => {
    const line = lines.get(`${kind} ${key}`);
    return line === undefined ? [] : [{ key, kind, ...line }];
  });
}
