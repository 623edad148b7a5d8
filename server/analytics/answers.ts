import type {
  AnalyticsAnswer,
  AnalyticsChoices,
  AnalyticsQuery,
  AnalyticsRow,
} from '../../protocol/http/analytics.ts';
import type { ProjectionHealth } from '../../protocol/http/figures.ts';
import { instantOf, millisOf } from '../../protocol/mqtt/fields.ts';
import type { Store } from '../store/client.ts';
import type { Analytics, AnalyticsSource, Tally } from './analytics.ts';
import { keepAnswers } from './keep-answers.ts';
import { type BadQuestion, type Question, questionOf, type Surroundings } from './question.ts';
import { createSum, keyOf, partsOf, rowsOf, type Sum, stepsOf, talliesOf } from './rows.ts';
import { dateOf } from './steps.ts';
import type { Export, Telling, ToldRow } from './told.ts';
import { createTurns } from './turns.ts';

/** Rows of one answer; more are for the CSV, which is streamed. */
export const maxRows = 50_000;
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
  const { store, analytics } = deps;
  const turn = createTurns({ atOnce: readAtOnce, maxWaiting });

  async function surroundings(): Promise<Surroundings> {
    const nowMs = Math.floor(deps.now());
    const [policy, machines] = await Promise.all([store.call('policy', nowMs), store.call('machines')]);
    return { timeZone: policy?.timeZone ?? 'UTC', nowMs, machines, products: policy?.products ?? [] };
  }

  const read = async (query: AnalyticsQuery): Promise<Answered<AnalyticsAnswer>> => {
    const around = await surroundings();
    const checked = questionOf(query, around);
    if (!checked.ok) return checked;
    return turn(() =>
      analytics.ask(async (source): Promise<Answered<AnalyticsAnswer>> => {
        const { question } = checked;
        const [told, before, newest, firstMs] = await Promise.all([
          rowsAndTotals(source, question),
          talliesOf(source, question, question.before),
          source.newestMs(),
          store.call('rollupFirstMs'),
        ]);
        if (told === undefined) return tooMany;
        const sumBefore = createSum(question);
        sumBefore.add(before);
        const keysBefore = sumsByKey(before, question);
        // A fleet that began in the middle of that time gave less for that reason alone.
        const wasThere = firstMs !== null && firstMs < question.before.startMs + dayMs;
        return {
          ok: true,
          value: {
            ...{ timeZone: around.timeZone, source: source.name, ...told },
            steps: stepsOf(question).filter((at) => millisOf(at) <= around.nowMs),
            asOf: newest === null ? null : instantOf(newest),
            waiting: deps.projection().waiting,
            before: wasThere ? sumBefore.total() : null,
            keys: wasThere
              ? told.keys.map((one) => ({ ...one, before: keysBefore.get(one.key)?.total()?.value ?? 0 }))
              : told.keys,
          },
        };
      }),
    );
  };

  return {
    /** What a page shows. @throws ServerError LEDGER_UNAVAILABLE, TOO_MANY_QUESTIONS */
    answer: keepAnswers({ keptMs, max: maxKept, monotonic: deps.monotonic }, read),

    /** The rows of a question of any size, as they are read. @throws as `answer` and CARDS_NOT_COUNTED, also while it is read */
    async rows(query: AnalyticsQuery): Promise<Answered<Export>> {
      const around = await surroundings();
      const checked = questionOf(query, around);
      if (!checked.ok) return checked;
      return {
        ok: true,
        value: { around, minCards: deps.telling.minCards, parts: partsInTurn(checked.question) },
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
  async function* partsInTurn(question: Question): AsyncGenerator<ToldRow[]> {
    for (const part of partsOf(question))
      yield await turn(async () => {
        const rows = await analytics.ask(async (source) =>
          rowsOf(await talliesOf(source, question, part), question),
        );
        return deps.telling.told(rows, question, part.stepMs);
      });
  }
}

/** All rows, and the range as one number, in all and by key; undefined where a page cannot show as many rows. */
async function rowsAndTotals(source: AnalyticsSource, question: Question) {
  const rows: AnalyticsRow[] = [];
  const whole = createSum(question);
  const sums = new Map<string, Sum>();
  for (const part of partsOf(question)) {
    const tallies = await talliesOf(source, question, part);
    whole.add(tallies);
    sumsByKey(tallies, question, sums);
    for (const row of rowsOf(tallies, question)) rows.push(row);
    if (rows.length > maxRows) return undefined;
  }
  const keys: AnalyticsAnswer['keys'] = [...sums].map(([key, sum]) => ({
    key,
    ...(sum.total() ?? { value: 0 }),
  }));
  keys.sort((a, b) => b.value - a.value || (b.p95 ?? 0) - (a.p95 ?? 0) || (a.key < b.key ? -1 : 1));
  return { rows, keys, total: whole.total() };
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
export type Answers = ReturnType<typeof createAnswers>;

const tooMany = {
  ok: false,
  problem: {
    code: 'TOO_MANY_ROWS',
    message: `The answer has more than ${maxRows} rows: choose larger steps or a shorter range, or take the CSV.`,
  },
} as const;
