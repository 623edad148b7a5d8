import type {
  AnalyticsAnswer,
  AnalyticsChoices,
  AnalyticsQuery,
  AnalyticsRow,
} from '../../protocol/http/analytics.ts';
import type { ProjectionHealth } from '../../protocol/http/figures.ts';
import { instantOf, millisOf } from '../../protocol/mqtt/fields.ts';
import type { Store } from '../store/client.ts';
import type { Analytics } from './analytics.ts';
import { countedOf, maxRows } from './counted.ts';
import { keepAnswers } from './keep-answers.ts';
import { type BadQuestion, type Question, questionOf, type Surroundings } from './question.ts';
import { partsOf, rowsOf, stepsOf, talliesOf } from './rows.ts';
import { dateOf } from './steps.ts';
import type { Export, Telling } from './told.ts';
import { toldOf } from './told-answer.ts';
import { createTurns } from './turns.ts';

/** Questions that are read at once: two processors, of which machines are served too. */
const readAtOnce = 2;
/** Questions that may wait for their turn. */
const maxWaiting = 50;
/**
 * How long an answer serves who asks the same: pages ask again by themselves, and analysts share links. A question of 60
 * days takes InfluxDB 0.2 to 0.5 s on two processors. Down-sampled measurements would be quicker, but what machines tell
 * late would have to be written into them again; so who comes next is served from here.
 */
const keptMs = 30_000;
const dayMs = 86_400_000;
/** Different answers kept, some MB at most each. */
const maxKept = 20;

/** An answer, or why there is none; `TOO_MANY_ROWS` where it would be more than a page can show. */
export type Answered<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: BadQuestion | { code: 'TOO_MANY_ROWS'; message: string } };

export interface AnswersDeps {
  readonly store: Store;
  readonly analytics: Analytics;
  readonly projection: () => ProjectionHealth;
  /** The time of decisions and days. */
  readonly now: () => number;
  /** Holds rows to the fewest cards that a cell may tell of. */
  readonly telling: Telling;
  /** Milliseconds that only grow, for how long answers are kept. */
  readonly monotonic: () => number;
}

/** Answers the analysts' questions. */
export function createAnswers(deps: AnswersDeps) {
  const { store, analytics, telling } = deps;
  const turn = createTurns({ atOnce: readAtOnce, maxWaiting });

  async function surroundings(): Promise<Surroundings> {
    // Whoever asks what there is to ask asks that next.
    telling.prepare();
    const nowMs = Math.floor(deps.now());
    const [policy, machines] = await Promise.all([store.call('policy', nowMs), store.call('machines')]);
    return { timeZone: policy?.timeZone ?? 'UTC', nowMs, machines, products: policy?.products ?? [] };
  }

  const read = async (query: AnalyticsQuery): Promise<Answered<AnalyticsAnswer>> => {
    const around = await surroundings();
    const checked = questionOf(query, around);
    if (!checked.ok) return checked;
    const { question } = checked;
    return turn(async (): Promise<Answered<AnalyticsAnswer>> => {
      const [counted, firstMs] = await Promise.all([
        analytics.ask((source) => countedOf(source, question)),
        store.call('rollupFirstMs'),
      ]);
      if (counted === undefined) return tooMany;
      // A fleet that began in the middle of that time gave less for that reason alone.
      const wasThere = firstMs !== null && firstMs < question.before.startMs + dayMs;
      const { source, newestMs } = counted;
      return {
        ok: true,
        value: {
          ...{ timeZone: around.timeZone, source, minCards: telling.minCards },
          steps: stepsOf(question).filter((at) => millisOf(at) <= around.nowMs),
          asOf: newestMs === null ? null : instantOf(newestMs),
          waiting: deps.projection().waiting,
          ...(await toldOf(telling, question, counted, wasThere)),
        },
      };
    });
  };

  return {
    /** What a page shows. @throws ServerError LEDGER_UNAVAILABLE, TOO_MANY_QUESTIONS, CARDS_NOT_COUNTED */
    answer: keepAnswers({ keptMs, max: maxKept, monotonic: deps.monotonic }, read),

    /** The rows of a question of any size, as they are read. @throws as `answer`, also while it is read */
    async rows(query: AnalyticsQuery): Promise<Answered<Export>> {
      const around = await surroundings();
      const checked = questionOf(query, around);
      if (!checked.ok) return checked;
      return {
        ok: true,
        value: { around, minCards: telling.minCards, parts: partsInTurn(checked.question) },
      };
    },

    /** What questions can be made of. @throws ServerError LEDGER_UNAVAILABLE */
    async choices(): Promise<AnalyticsChoices> {
      const { timeZone, nowMs, machines, products } = await surroundings();
      const first = await store.call('rollupFirstMs');
      return {
        timeZone,
        today: dateOf(nowMs, timeZone),
        first: dateOf(Math.min(first ?? nowMs, nowMs), timeZone),
        machines: machines.map(({ id, name, district }) => ({ id, name, district })),
        products: products.map(({ id, name }) => ({ product: id, name })),
      };
    },
  };

  /** Each part is asked on its own, so that a source that goes down in the middle is followed by the other. */
  async function* partsInTurn(question: Question): AsyncGenerator<AnalyticsRow[]> {
    for (const part of partsOf(question))
      yield await turn(async () => {
        const rows = await analytics.ask(async (source) =>
          rowsOf(await talliesOf(source, question, part), question),
        );
        return telling.told(rows, question, part.stepMs);
      });
  }
}

export type Answers = ReturnType<typeof createAnswers>;

const tooMany = {
  ok: false,
  problem: {
    code: 'TOO_MANY_ROWS',
    message: `The answer has more than ${maxRows} rows: choose larger steps or a shorter range, or take the CSV.`,
  },
} as const;
