import type { AnalyticsRow } from '../../protocol/http/analytics.ts';
import { millisOf } from '../../protocol/mqtt/fields.ts';
import type { Store } from '../store/client.ts';
import type { CardCounter } from './card-counter.ts';
import type { Question, Surroundings } from './question.ts';
import type { CountedRow } from './rows.ts';
import { shownOf } from './small-cells.ts';

/** All rows of a question, part by part as they are read, of which none tells of fewer than `minCards` cards. */
export interface Export {
  readonly around: Surroundings;
  readonly minCards: number;
  readonly parts: AsyncGenerator<AnalyticsRow[]>;
}

export interface TellingDeps {
  readonly store: Pick<Store, 'call'>;
  readonly counter: Pick<CardCounter, 'count' | 'prepare'>;
  /** What tells of fewer cards is not told; from 1 on there is nothing to hide. */
  readonly minCards: number;
}

/** Steps whose cards are counted at once: so long others wait who ask too. */
const stepsAtOnce = 100;

/** Holds rows to the fewest cards that a cell may tell of. */
export function createTelling({ store, counter, minCards }: TellingDeps) {
  /** The cards of each row, as far as it matters. */
  async function cardsOf(rows: readonly CountedRow[], question: Question, stepMs: number): Promise<number[]> {
    const { measure, by, filters, districtOf } = question;
    const machines = [...districtOf].filter(([id]) => filters.machines?.includes(id) ?? true);
    const steps = [...Map.groupBy(rows, ({ at }) => at)].map(([at, step]) => {
      const fromMs = millisOf(at);
      return { fromMs, toMs: fromMs + stepMs, keys: step.map(({ key }) => key) };
    });
    const counts: number[] = [];
    for (let at = 0; at < steps.length; at += stepsAtOnce) {
      const cards = await counter.count({
        ...{ measure, by, enough: minCards, machines, steps: steps.slice(at, at + stepsAtOnce) },
        ...(filters.products && { products: filters.products }),
        ...(filters.reasons && { reasons: filters.reasons }),
      });
      for (const step of cards) counts.push(...step);
    }
    return counts;
  }

  /**
   * The rows of whole steps, each `stepMs` long, in their order; null in the place of a number that tells of too few cards, or that
   * would give such a one away. @throws ServerError LEDGER_UNAVAILABLE, CARDS_NOT_COUNTED
   */
  async function told(
    rows: readonly CountedRow[],
    question: Question,
    stepMs: number,
  ): Promise<AnalyticsRow[]> {
    if (minCards <= 1 || rows.length === 0) return [...rows];
    // The index of vends by machine follows the books: asked for something that follows too, the ledger brings both up to them.
    await store.call('rollupFirstMs');
    const cards = await cardsOf(rows, question, stepMs);
    const { measure, by, districtOf } = question;
    const sumsOf = ({ at, key }: CountedRow): string[] => {
      // Medians add up to nothing.
      if (measure === 'service') return [];
      const ofDistrict = by === 'machine' ? [`district ${at} ${districtOf.get(key) ?? ''}`] : [];
      return [...ofDistrict, `step ${at}`, `key ${key}`];
    };
    const cells = rows.map((row, at) => ({ value: row.value, cards: cards[at] ?? 0, sums: sumsOf(row) }));
    const shown = shownOf(cells, minCards);
    return rows.map((row, at) => (shown[at] ? row : { at: row.at, key: row.key, value: null }));
  }

  return {
    told,
    minCards,
    /** Somebody is about to ask. */
    prepare(): void {
      if (minCards > 1) counter.prepare();
    },
  };
}
export type Telling = ReturnType<typeof createTelling>;
