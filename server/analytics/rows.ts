import type { AnalyticsRow, AnalyticsTotal } from '../../protocol/http/analytics.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { serviceBounds } from '../ledger/service-time.ts';
import type { AnalyticsSource, Split, Tally } from './analytics.ts';
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

/** The rows of one part of a question, by time and then key. */
export async function rowsOf(source: AnalyticsSource, question: Question, run: Run): Promise<AnalyticsRow[]> {
  const { measure, by, filters } = question;
  const split: Split = by === 'district' ? 'machine' : by;
  return rowsOfTallies(await source.tallies({ measure, split, run, ...filters }), question);
}

/** One number for a whole run; null for a median of nothing. */
export async function totalOf(
  source: AnalyticsSource,
  question: Question,
  run: Run,
): Promise<AnalyticsTotal> {
  const tallies = await source.tallies({
    measure: question.measure,
    split: 'none',
    run,
    ...question.filters,
  });
  if (question.measure !== 'service') return { value: tallies.reduce((sum, { n }) => sum + n, 0) };
  return tallies.length === 0 ? null : quantilesOf(countsOf(tallies));
}

function stepsAtOnce({ by, measure, districtOf }: Omit<Question, 'runs'>): number {
  const keys = by === 'machine' || by === 'district' ? Math.max(1, districtOf.size) : fewKeys;
  const cells = measure === 'service' ? serviceBounds.length : 1;
  return Math.max(1, Math.floor(cellsAtOnce / (keys * cells)));
}

function rowsOfTallies(tallies: readonly Tally[], { by, measure, districtOf }: Question): AnalyticsRow[] {
  const cells = new Map<string, { atMs: number; key: string; tallies: Tally[] }>();
  for (const tally of tallies) {
    const key = by === 'district' ? (districtOf.get(tally.key) ?? '') : tally.key;
    const name = `${tally.atMs} ${key}`;
    const cell = cells.get(name) ?? { atMs: tally.atMs, key, tallies: [] };
    cell.tallies.push(tally);
    cells.set(name, cell);
  }
  return [...cells.values()]
    .sort((a, b) => a.atMs - b.atMs || (a.key < b.key ? -1 : 1))
    .map((cell) => ({
      at: instantOf(cell.atMs),
      key: cell.key,
      ...(measure === 'service'
        ? quantilesOf(countsOf(cell.tallies))
        : { value: cell.tallies.reduce((sum, { n }) => sum + n, 0) }),
    }));
}

function countsOf(tallies: readonly Tally[]): number[] {
  const counts = serviceBounds.map(() => 0);
  for (const { cls, n } of tallies) counts[cls] = (counts[cls] ?? 0) + n;
  return counts;
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
