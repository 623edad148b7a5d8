import { instantOf } from '../../protocol/mqtt/fields.ts';
import { serviceBounds } from '../ledger/service-time.ts';
import type { AnalyticsSource, Tally } from './analytics.ts';
import type { Question } from './question.ts';
import type { Run } from './steps.ts';

/** Cells of one reading: bounds what is in memory at once, whatever the range. */
const cellsAtOnce = 50_000;
/** More than there are products or reasons, as a rule. */
const fewKeys = 20;

/** A question's range in parts that fit into memory, each of whole steps, in the order of time. */
export function partsOf({ runs, ...question }: Question): Run[] {
  const steps = stepsAtOnce(question);
  return runs.flatMap(({ startMs, endMs, stepMs }) => {
    const parts: Run[] = [];
    for (let at = startMs; at < endMs; at += steps * stepMs)
      parts.push({ startMs: at, endMs: Math.min(at + steps * stepMs, endMs), stepMs });
    return parts;
  });
}

/** What the source counted in one part of a question. */
export function talliesOf(source: AnalyticsSource, question: Question, run: Run): Promise<Tally[]> {
  const { measure, by, filters } = question;
  return source.tallies({ measure, split: by === 'district' ? 'machine' : by, run, ...filters });
}

/** Under which key a tally is told: a machine's is its district where the question is by district. */
export function keyOf({ key }: Tally, { by, districtOf }: Question): string {
  return by === 'district' ? (districtOf.get(key) ?? '') : key;
}

/** Where each step of a question begins, the empty ones too. */
export function stepsOf({ runs }: Question): string[] {
  return runs.flatMap(({ startMs, endMs, stepMs }) =>
    Array.from({ length: Math.round((endMs - startMs) / stepMs) }, (_, at) =>
      instantOf(startMs + at * stepMs),
    ),
  );
}

/** A number as it was counted; service has both. */
export interface CountedTotal {
  readonly value: number;
  readonly p95?: number;
}

/** A cell as it was counted, before it is known whether it may be told. */
export interface CountedRow extends CountedTotal {
  readonly at: string;
  readonly key: string;
}

/** Many tallies as one number. */
export interface Sum {
  add(tallies: readonly Tally[]): void;
  /** Null for a median of nothing. */
  total(): CountedTotal | null;
}

/** Adds up tallies of a measure, however they were split. */
export function createSum({ measure }: Pick<Question, 'measure'>): Sum {
  const counts = serviceBounds.map(() => 0);
  return {
    add(tallies) {
      for (const { cls, n } of tallies) counts[cls] = (counts[cls] ?? 0) + n;
    },
    total() {
      const all = counts.reduce((sum, n) => sum + n, 0);
      if (measure !== 'service') return { value: all };
      return all === 0 ? null : quantilesOf(counts);
    },
  };
}

function stepsAtOnce({ by, measure, districtOf }: Omit<Question, 'runs'>): number {
  const keys = by === 'machine' || by === 'district' ? Math.max(1, districtOf.size) : fewKeys;
  const cells = measure === 'service' ? serviceBounds.length : 1;
  return Math.max(1, Math.floor(cellsAtOnce / (keys * cells)));
}

/** The rows that tallies make, by time and then key. */
export function rowsOf(tallies: readonly Tally[], question: Question): CountedRow[] {
  const cells = new Map<string, { atMs: number; key: string; sum: Sum }>();
  for (const tally of tallies) {
    const key = keyOf(tally, question);
    const name = `${tally.atMs} ${key}`;
    const cell = cells.get(name) ?? { atMs: tally.atMs, key, sum: createSum(question) };
    cell.sum.add([tally]);
    cells.set(name, cell);
  }
  return [...cells.values()]
    .sort((a, b) => a.atMs - b.atMs || (a.key < b.key ? -1 : 1))
    .map(({ atMs, key, sum }) => ({ at: instantOf(atMs), key, ...(sum.total() ?? { value: 0 }) }));
}

/** Median and 95th percentile (nearest rank) as the upper ends of their classes, in seconds. */
export function quantilesOf(counts: readonly number[]): { value: number; p95: number } {
  const all = counts.reduce((sum, n) => sum + n, 0);
  const at = (share: number) => {
    let left = Math.max(1, Math.ceil(all * share));
    const cls = counts.findIndex((n) => {
      left -= n;
      return left <= 0;
    });
    return serviceBounds[cls] ?? 0;
  };
  return { value: at(0.5), p95: at(0.95) };
}
