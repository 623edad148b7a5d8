import type { AnalyticsRow } from '../../protocol/http/analytics.ts';
import { millisOf } from '../../protocol/mqtt/fields.ts';
import type { Store } from '../store/client.ts';
import type { CountCards } from './card-counter.ts';
import type { Question, Surroundings } from './question.ts';
import { shownOf } from './small-cells.ts';

/** A row as it may be told: null in the place of its number where it tells of too few cards. */
export type ToldRow = Omit<AnalyticsRow, 'value'> & { readonly value: number | null };

/** All rows of a question, part by part as they are read, of which none tells of fewer than `minCards` cards. */
export interface Export {
  readonly around: Surroundings;
  readonly minCards: number;
  readonly parts: AsyncGenerator<ToldRow[]>;
}

export interface TellingDeps {
  readonly store: Pick<Store, 'call'>;
  readonly countCards: CountCards;
  /** What tells of fewer cards is not told; from 1 on there is nothing to hide. */
  readonly minCards: number;
}

/** Holds rows to the fewest cards that a cell may tell of. */
export function createTelling({ store, countCards, minCards }: TellingDeps) {
  /**
   * The rows of one part of a question, each step whole, whose steps are `stepMs` long. @throws ServerError LEDGER_UNAVAILABLE,
   * CARDS_NOT_COUNTED
   */
  async function told(rows: readonly AnalyticsRow[], question: Question, stepMs: number): Promise<ToldRow[]> {
    if (minCards <= 1 || rows.length === 0) return [...rows];
    const { measure, by, filters, districtOf } = question;
    // The index of vends by machine follows the books: asked for something that follows too, the ledger brings both up to them.
    await store.call('rollupFirstMs');
    const machines = [...districtOf].filter(([id]) => filters.machines?.includes(id) ?? true);
    const steps = [...Map.groupBy(rows, ({ at }) => at).values()];
    const cards = await countCards({
      ...{ measure, by, enough: minCards, machines },
      ...(filters.products && { products: filters.products }),
      ...(filters.reasons && { reasons: filters.reasons }),
      steps: steps.map((step) => {
        const fromMs = millisOf((step[0] as AnalyticsRow).at);
        return { fromMs, toMs: fromMs + stepMs, keys: step.map(({ key }) => key) };
      }),
    });
    return steps.flatMap((step, at) => {
      const cells = step.map(({ key, value }, cell) => ({
        ...{ value, cards: cards[at]?.[cell] ?? 0 },
        group: by === 'machine' ? (districtOf.get(key) ?? '') : '',
      }));
      const shown = shownOf(cells, minCards, measure !== 'service');
      return step.map(
        (row, cell): ToldRow => (shown[cell] ? row : { at: row.at, key: row.key, value: null }),
      );
    });
  }
  return { told, minCards };
}
export type Telling = ReturnType<typeof createTelling>;
