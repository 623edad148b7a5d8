import type { Measure, SplitBy, Step } from '../../../protocol/http/analytics.ts';

export const measures = ['masks', 'vends', 'refusals', 'service'] as const satisfies readonly Measure[];
export const splits = [
  'none',
  'district',
  'machine',
  'product',
  'reason',
] as const satisfies readonly SplitBy[];
export const stepNames = ['auto', 'hour', 'day', 'week'] as const;
export const ranges = [
  'today',
  'yesterday',
  'last7',
  'last28',
  'last60',
  'thisWeek',
  'lastWeek',
  'custom',
] as const;
export type Range = (typeof ranges)[number];
/** The filters by their names in the address. */
export const filterNames = ['districts', 'machines', 'products', 'reasons'] as const;
export type FilterName = (typeof filterNames)[number];

/** A question as the address of the page holds it. `from` and `to` count for a range of one's own alone. */
export interface Asked extends Readonly<Record<FilterName, readonly string[]>> {
  readonly measure: Measure;
  readonly by: SplitBy;
  readonly range: Range;
  readonly step: Step | 'auto';
  readonly from: string;
  readonly to: string;
}

/** Days that are shown hour by hour, and day by day, where nobody chose. */
const hourlyDays = 2;
const dailyDays = 92;
const dayMs = 86_400_000;

/** Reads a question from an address; what is not understood is as if it were not there. */
export function readAsked(params: URLSearchParams): Asked {
  const one = <T extends string>(name: string, known: readonly T[], otherwise: T): T =>
    known.find((value) => value === params.get(name)) ?? otherwise;
  const date = (name: string) =>
    /^2\d{3}-\d{2}-\d{2}$/.test(params.get(name) ?? '') ? (params.get(name) ?? '') : '';
  const measure = one('measure', measures, 'masks');
  const by = one('by', splits, 'none');
  return {
    measure,
    by: by === 'reason' && measure !== 'refusals' ? 'none' : by,
    range: one('range', ranges, 'last7'),
    step: one('step', stepNames, 'auto'),
    from: date('from'),
    to: date('to'),
    districts: params.getAll('districts'),
    machines: params.getAll('machines'),
    products: params.getAll('products'),
    reasons: measure === 'refusals' ? params.getAll('reasons') : [],
  };
}

/** The address of a question: what is as usual is left out. */
export function writeAsked(asked: Asked): URLSearchParams {
  const usual = readAsked(new URLSearchParams());
  const params = new URLSearchParams();
  for (const name of ['measure', 'by', 'range', 'step'] as const)
    if (asked[name] !== usual[name]) params.set(name, asked[name]);
  if (asked.range === 'custom')
    for (const name of ['from', 'to'] as const) if (asked[name] !== '') params.set(name, asked[name]);
  for (const name of filterNames) for (const value of asked[name]) params.append(name, value);
  return params;
}

/** The dates of a question, both included, on a day of the city; a range without its dates is the last seven days. */
export function datesOf({ range, from, to }: Asked, today: string): { from: string; to: string } {
  const weekday = (new Date(today).getUTCDay() + 6) % 7;
  const ago = (first: number, last: number) => ({
    from: plusDays(today, -first),
    to: plusDays(today, -last),
  });
  switch (range) {
    case 'today':
      return ago(0, 0);
    case 'yesterday':
      return ago(1, 1);
    case 'last28':
      return ago(27, 0);
    case 'last60':
      return ago(59, 0);
    case 'thisWeek':
      return ago(weekday, 0);
    case 'lastWeek':
      return ago(weekday + 7, weekday + 1);
    case 'custom':
      return from === '' || to === '' ? ago(6, 0) : { from, to };
    default:
      return ago(6, 0);
  }
}

/** Days of a range, both ends counted. */
export function daysOf({ from, to }: { from: string; to: string }): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;
}

/** The step of a question: the chosen one, or one that fits the range. */
export function stepOf(asked: Asked, today: string): Step {
  if (asked.step !== 'auto') return asked.step;
  const days = daysOf(datesOf(asked, today));
  return days <= hourlyDays ? 'hour' : days <= dailyDays ? 'day' : 'week';
}

/** What the server is asked, for the answer and for its CSV alike. */
export function queryOf(asked: Asked, today: string): URLSearchParams {
  const { from, to } = datesOf(asked, today);
  const query = new URLSearchParams({
    ...{ measure: asked.measure, step: stepOf(asked, today), by: asked.by, from, to },
  });
  for (const name of filterNames) for (const value of asked[name]) query.append(name, value);
  return query;
}

function plusDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}
