import { type Static, Type } from 'typebox';
import { Count, Instant, Language, MachineId, ProductId } from '../mqtt/fields.ts';
import { FiguresSource, LocalName } from './figures.ts';

/** Steps of time, in the policy's time zone; a week begins on Monday, and is cut where the range begins and ends. */
export const Step = Type.Enum(['hour', 'day', 'week']);
export type Step = Static<typeof Step>;

/** What the rows are split by; `reason` only for refusals. A district has the machines that stand in it now. */
export const SplitBy = Type.Enum(['none', 'district', 'machine', 'product', 'reason']);
export type SplitBy = Static<typeof SplitBy>;

/**
 * `masks`: pieces given. `vends`: of which something fell. `refusals`: decisions that gave nothing. `service`: seconds
 * from the question to the end of a vend that the server decided, as median and 95th percentile, each told as the upper
 * end of its class (1 s wide up to 10 s, then wider).
 */
export const Measure = Type.Enum(['masks', 'vends', 'refusals', 'service']);
export type Measure = Static<typeof Measure>;

/** A local date of the policy's time zone, YYYY-MM-DD. */
const LocalDate = Type.String({ pattern: '^2\\d{3}-\\d{2}-\\d{2}$' });

/** Names of one filter; said again for each name in an address (districts=Konak&districts=Bornova). */
const Names = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 100 });

const question = {
  measure: Measure,
  step: Step,
  by: SplitBy,
  from: LocalDate,
  to: LocalDate,
  districts: Type.Optional(Names),
  machines: Type.Optional(Names),
  products: Type.Optional(Names),
  reasons: Type.Optional(Names),
};
/**
 * A question (GET /api/analytics, and the same as CSV at /api/analytics.csv). `from` and `to` are both included. A
 * filter that is absent lets everything through; a name that nothing has gives no rows.
 */
export const AnalyticsQuery = Type.Object(question, { additionalProperties: false });
export type AnalyticsQuery = Static<typeof AnalyticsQuery>;

/** The language of the CSV's first row and of what it names. */
export const CsvQuery = Type.Object(
  { ...question, language: Type.Optional(Language) },
  { additionalProperties: false },
);
export type CsvQuery = Static<typeof CsvQuery>;

/** A number; null where it tells of fewer than `minCards` different cards, or would give such a one away. */
const Told = Type.Union([Type.Number(), Type.Null()]);

/** One cell: the step that begins at `at`, the split's value (empty for none), and the number; service has both. */
export const AnalyticsRow = Type.Object({
  at: Instant,
  key: Type.String(),
  value: Told,
  p95: Type.Optional(Type.Number()),
});
export type AnalyticsRow = Static<typeof AnalyticsRow>;

/** One number for a whole range; null where nothing is known of it (a median of nothing, a time before the first vend). */
export const AnalyticsTotal = Type.Union([
  Type.Object({ value: Told, p95: Type.Optional(Type.Number()) }),
  Type.Null(),
]);
export type AnalyticsTotal = Static<typeof AnalyticsTotal>;

/** An answer; `asOf` is the newest thing that its source knows. Rows by time, then key; empty steps are absent. */
export const AnalyticsAnswer = Type.Object({
  timeZone: Type.String(),
  source: FiguresSource,
  asOf: Type.Union([Instant, Type.Null()]),
  /** Points that are in the ledger and not yet in InfluxDB. */
  waiting: Count,
  /** The fewest different cards that a number may tell of. */
  minCards: Count,
  /** Where each step begins that has begun, the empty ones too. */
  steps: Type.Array(Instant),
  rows: Type.Array(AnalyticsRow),
  /** Each key's number for the whole range, highest first, those without one last; `before`: its number in the range before, where that is known. */
  keys: Type.Array(
    Type.Object({
      key: Type.String(),
      value: Told,
      p95: Type.Optional(Type.Number()),
      before: Type.Optional(Told),
    }),
  ),
  /** The range as one number, and the range of as many days right before it, cut at the same time of its last day. */
  total: AnalyticsTotal,
  before: AnalyticsTotal,
});
export type AnalyticsAnswer = Static<typeof AnalyticsAnswer>;

/** What questions can be made of (GET /api/analytics/choices). `first`: the first day of which anything is known. */
export const AnalyticsChoices = Type.Object({
  timeZone: Type.String(),
  today: LocalDate,
  first: LocalDate,
  machines: Type.Array(Type.Object({ id: MachineId, name: Type.String(), district: Type.String() })),
  products: Type.Array(Type.Object({ product: ProductId, name: LocalName })),
});
export type AnalyticsChoices = Static<typeof AnalyticsChoices>;

/** Refusals of a day by reason, most first. */
const ReasonCount = Type.Object({ reason: Type.String(), count: Count });

/**
 * What the first page shows beyond the two totals (GET /api/pulse): masks until the same moment of the day a week ago
 * (null where that day gave none), refusals since midnight, and each hour of today beside the same hour of a normal day
 * (lowest, middle and highest of those of the last four same weekdays that gave any, null where there are none). `hour`
 * counts from local midnight: where the clocks change, `at` tells what they show. `masks` of an hour to come is null.
 */
export const Pulse = Type.Object({
  at: Instant,
  source: FiguresSource,
  masksLastWeek: Type.Union([Count, Type.Null()]),
  refusedToday: Count,
  refusedBy: Type.Array(ReasonCount),
  /** How many days the normal day is made of. */
  normalDays: Type.Integer({ minimum: 0, maximum: 4 }),
  hours: Type.Array(
    Type.Object({
      hour: Type.Integer({ minimum: 0, maximum: 24 }),
      at: Instant,
      masks: Type.Union([Count, Type.Null()]),
      low: Type.Union([Type.Number(), Type.Null()]),
      normal: Type.Union([Type.Number(), Type.Null()]),
      high: Type.Union([Type.Number(), Type.Null()]),
    }),
  ),
});
export type Pulse = Static<typeof Pulse>;
