import Database from 'better-sqlite3';
import { normaliseCard } from '../../protocol/identity/card.ts';
import { looksMistyped } from '../../protocol/identity/check-digits.ts';
import { type Scheme, schemes } from '../../protocol/serial/constants.ts';
import type { Keys } from '../keys/key-file.ts';
import { pseudonymOf } from '../keys/pseudonyms.ts';
import { type ListStore, portion } from './list-store.ts';

/** One line of a file: its number, from 1, and its fields. */
export interface Line {
  readonly number: number;
  readonly fields: readonly string[];
}

/** Line numbers that a report names; what is more is counted. */
const maxNamed = 100;

/** What is wrong with a line. */
export type LineProblem = 'scheme-unknown' | 'number-wrong' | 'fields-wrong';

/** How an import went. It names lines by their number alone: no part of a card's number is ever told. */
export interface ImportReport {
  readonly lines: number;
  /** Cards on the list from now on. */
  readonly cards: number;
  readonly duplicates: { readonly count: number; readonly lines: readonly number[] };
  readonly rejected: {
    readonly count: number;
    readonly lines: readonly { readonly line: number; readonly problem: LineProblem }[];
  };
  /** On the list, and worth a second look: numbers that look mistyped. */
  readonly doubtful: { readonly count: number; readonly lines: readonly number[] };
}

export interface ImportOrder {
  readonly name: string;
  /** Of every line that has one field, the number; undefined: each line is `scheme,number`. */
  readonly scheme: Scheme | undefined;
  readonly nowMs: number;
  readonly tell: (lines: number) => void;
  /** Writes it down, in the transaction in which the list begins to hold: neither is there without the other. */
  readonly note: (report: ImportReport) => void;
}

/** Lines between two words on how far it is. */
const tellEvery = 100_000;

/**
 * Brings a list in, in place of the one of its name, which holds until the very end. Numbers become pseudonyms one by one; these are
 * sorted on the way, as the ledger would otherwise write a page for each. A line that cannot be read is left out and told.
 */
export async function importList(
  store: ListStore,
  keys: Keys,
  lines: AsyncIterable<Line>,
  { name, scheme, nowMs, tell, note }: ImportOrder,
): Promise<ImportReport> {
  store.sweep();
  // A file of its own that is gone with this process, however it ends.
  const staging = new Database('');
  try {
    staging.pragma('synchronous = OFF');
    staging.exec('CREATE TABLE staged (card BLOB NOT NULL, line INTEGER NOT NULL) STRICT');
    const stage = staging.prepare('INSERT INTO staged VALUES (?, ?)');
    const rejected = collector<{ line: number; problem: LineProblem }>();
    const doubtful = collector<number>();
    let read = 0;
    staging.exec('BEGIN');
    for await (const { number, fields } of lines) {
      const named = readNumber(keys, fields, scheme);
      if (typeof named === 'string') rejected.add({ line: number, problem: named });
      else {
        if (named.isDoubtful) doubtful.add(number);
        stage.run(named.card, number);
      }
      read++;
      if (read % tellEvery === 0) tell(read);
    }
    staging.exec('COMMIT');

    const duplicates = collector<number>();
    const id = store.begin(name, nowMs, keys.pseudonym.id);
    let cards = 0;
    let last: Uint8Array | undefined;
    let waiting: Uint8Array[] = [];
    const sorted = staging.prepare<[], { card: Uint8Array; line: number }>(
      'SELECT card, line FROM staged ORDER BY card, line',
    );
    for (const { card, line } of sorted.iterate()) {
      if (last !== undefined && Buffer.compare(card, last) === 0) {
        duplicates.add(line);
        continue;
      }
      last = card;
      cards++;
      waiting.push(card);
      if (waiting.length < portion) continue;
      store.add(id, waiting);
      waiting = [];
    }
    store.add(id, waiting);
    const report = {
      lines: read,
      cards,
      duplicates: duplicates.found(),
      rejected: rejected.found(),
      doubtful: doubtful.found(),
    };
    store.enforce(id, name, cards, () => note(report));
    store.sweep();
    return report;
  } finally {
    staging.close();
  }
}

function readNumber(
  keys: Keys,
  fields: readonly string[],
  common: Scheme | undefined,
): { card: Uint8Array; isDoubtful: boolean } | LineProblem {
  const [schemeName, number] = common === undefined ? fields : [common, ...fields];
  if (number === undefined || fields.length !== (common === undefined ? 2 : 1)) return 'fields-wrong';
  const scheme = schemes.find((one) => one === schemeName);
  if (scheme === undefined) return 'scheme-unknown';
  const who = pseudonymOf(keys, scheme, number);
  if (who === undefined) return 'number-wrong';
  return { card: who.card, isDoubtful: looksMistyped(scheme, normaliseCard(scheme, number) ?? '') };
}

/** Counts all, and keeps the first. */
function collector<T>() {
  const lines: T[] = [];
  let count = 0;
  return {
    add(one: T): void {
      count++;
      if (lines.length < maxNamed) lines.push(one);
    },
    found: () => ({ count, lines }),
  };
}
