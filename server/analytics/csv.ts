import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { AnalyticsQuery, AnalyticsRow } from '../../protocol/http/analytics.ts';
import type { Language } from '../../protocol/mqtt/fields.ts';
import { type CsvWord, csvWords } from './csv-texts.ts';
import { localTimeOf } from './steps.ts';
import type { Export } from './told.ts';

type LanguageName = (typeof Language)['enum'][number];

/** One column: its head and what stands in it. */
interface Column {
  readonly head: CsvWord;
  readonly cell: (row: AnalyticsRow) => string | number;
}

/**
 * A CSV as RFC 4180 has it, in UTF-8 with the mark by which Excel knows it. It is written as fast as it is taken: what
 * waits in memory is one part of the rows. A cell that a spreadsheet would run as a formula is made text. The first part
 * is read before it returns, so that what fails at once is told as an error. A cell that tells of too few cards is empty, and says so in
 * the last column.
 * @throws what the reading throws
 */
export async function csvOf(query: AnalyticsQuery, found: Export, language: LanguageName): Promise<Readable> {
  const columns = columnsOf(query, found, language);
  const first = await found.parts.next();

  async function* records(): AsyncGenerator<(string | number)[]> {
    yield columns.map(({ head }) => csvWords[language][head]);
    for (let part = first; !part.done; part = await found.parts.next())
      for (const row of part.value) yield columns.map(({ cell }) => cell(row));
  }

  const text = stringify({ bom: true, escape_formulas: true, record_delimiter: '\r\n' });
  // A reader that goes away, or a source that fails in the middle, ends the whole line.
  pipeline(Readable.from(records()), text, () => void found.parts.return(undefined));
  return text;
}

/** The file's name: what is counted, by what, and the range. */
export function csvName({ measure, by, step, from, to }: AnalyticsQuery): string {
  const split = by === 'none' ? '' : `-by-${by}`;
  return `${measure}${split}-each-${step}-${from}-to-${to}.csv`;
}

function columnsOf(
  { measure, by, step }: AnalyticsQuery,
  { around: { timeZone, machines, products }, minCards }: Export,
  language: LanguageName,
): Column[] {
  const machineOf = new Map(machines.map((machine) => [machine.id, machine]));
  const nameOf = new Map(products.map(({ id, name }) => [id, name[language]]));
  const key = (head: CsvWord): Column => ({ head, cell: (row) => row.key });
  const splits: Readonly<Record<AnalyticsQuery['by'], readonly Column[]>> = {
    none: [],
    district: [key('district')],
    machine: [
      key('machine'),
      { head: 'name', cell: (row) => machineOf.get(row.key)?.name ?? '' },
      { head: 'district', cell: (row) => machineOf.get(row.key)?.district ?? '' },
    ],
    product: [key('product'), { head: 'name', cell: (row) => nameOf.get(row.key) ?? '' }],
    reason: [key('reason')],
  };
  const value: Column = {
    head: measure === 'service' ? 'median' : measure,
    cell: (row) => row.value ?? '',
  };
  return [
    { head: step, cell: (row) => localTimeOf(row.at, timeZone, step === 'hour') },
    // Where the clocks go back, an hour comes twice: this tells the two apart.
    { head: 'utc', cell: (row) => row.at },
    ...splits[by],
    value,
    ...(measure === 'service' ? [{ head: 'p95', cell: (row: AnalyticsRow) => row.p95 ?? '' } as const] : []),
    // A number that is not told is no number: Excel, R and pandas leave an empty one out, and would read a mark as text.
    { head: 'suppressed', cell: (row) => (row.value === null ? `<${minCards}` : '') },
  ];
}
