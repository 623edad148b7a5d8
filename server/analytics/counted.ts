import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { AnalyticsSource, Tally } from './analytics.ts';
import type { Question } from './question.ts';
import { type CountedRow, createSum, keyOf, partsOf, rowsOf, type Sum, talliesOf } from './rows.ts';

/** Rows of one answer; more are for the CSV, which is streamed. */
export const maxRows = 50_000;

/** A span of time as one number: in all, and by key. Nothing in all where nothing is known, as of a median of nothing. */
export interface Span {
  readonly lengthMs: number;
  readonly total: readonly CountedRow[];
  readonly keys: readonly CountedRow[];
}

/** What a source counted for a page. */
export interface Counted {
  readonly source: AnalyticsSource['name'];
  readonly newestMs: number | null;
  readonly parts: readonly { readonly rows: readonly CountedRow[]; readonly stepMs: number }[];
  readonly range: Span;
  readonly before: Span;
}

/** Asks everything that a page shows of one source, so that its parts fit each other; undefined where it cannot show as many rows. */
export async function countedOf(source: AnalyticsSource, question: Question): Promise<Counted | undefined> {
  const [told, before, newestMs] = await Promise.all([
    rowsAndTotals(source, question),
    talliesOf(source, question, question.before),
    source.newestMs(),
  ]);
  if (told === undefined) return undefined;
  const all = createSum(question);
  all.add(before);
  return {
    ...{ source: source.name, newestMs, parts: told.parts },
    range: spanOf(question.whole, told.whole, told.sums),
    before: spanOf(question.before, all, sumsByKey(before, question)),
  };
}

async function rowsAndTotals(source: AnalyticsSource, question: Question) {
  const parts: { rows: CountedRow[]; stepMs: number }[] = [];
  const whole = createSum(question);
  const sums = new Map<string, Sum>();
  let count = 0;
  for (const part of partsOf(question)) {
    const tallies = await talliesOf(source, question, part);
    whole.add(tallies);
    sumsByKey(tallies, question, sums);
    const rows = rowsOf(tallies, question);
    parts.push({ rows, stepMs: part.stepMs });
    count += rows.length;
    if (count > maxRows) return undefined;
  }
  return { parts, whole, sums };
}

/** Adds tallies up by key, to what was added before. */
function sumsByKey(tallies: readonly Tally[], question: Question, sums = new Map<string, Sum>()) {
  for (const tally of tallies) {
    const key = keyOf(tally, question);
    const sum = sums.get(key) ?? createSum(question);
    sum.add([tally]);
    sums.set(key, sum);
  }
  return sums;
}

function spanOf(
  { startMs, stepMs }: { readonly startMs: number; readonly stepMs: number },
  whole: Sum,
  sums: ReadonlyMap<string, Sum>,
): Span {
  const rowOf = (key: string, sum: Sum): CountedRow[] => {
    const total = sum.total();
    return total === null ? [] : [{ at: instantOf(startMs), key, ...total }];
  };
  return {
    lengthMs: stepMs,
    total: rowOf('', whole),
    keys: [...sums].flatMap(([key, sum]) => rowOf(key, sum)),
  };
}
