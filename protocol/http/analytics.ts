import { type Static, Type } from 'typebox';
import { Count, Instant } from '../mqtt/fields.ts';
import { FiguresSource } from './figures.ts';

/** Steps of time, in the policy's time zone; a week begins on Monday. */
export const Step = Type.Enum(['hour', 'day', 'week']);
export type Step = Static<typeof Step>;

/** What the rows are split by; `reason` only for refusals. */
export const SplitBy = Type.Enum(['none', 'district', 'machine', 'product', 'reason']);
export type SplitBy = Static<typeof SplitBy>;

/**
 * `masks`: pieces given. `vends`: of which something fell. `refusals`: decisions that gave nothing. `service`: seconds
 * from the question to the end of the vend, as its median and 95th percentile.
 */
export const Measure = Type.Enum(['masks', 'vends', 'refusals', 'service']);
export type Measure = Static<typeof Measure>;

/**
 * A question (GET /api/analytics, and the same as CSV at /api/analytics.csv). `from` and `to` are local dates
 * (YYYY-MM-DD) of the policy's time zone, both included; lists are comma-separated ids or names, empty for all.
 */
export const AnalyticsQuery = Type.Object({
  measure: Measure,
  step: Step,
  by: SplitBy,
  from: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  to: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  districts: Type.Optional(Type.String()),
  machines: Type.Optional(Type.String()),
  products: Type.Optional(Type.String()),
  reasons: Type.Optional(Type.String()),
});
export type AnalyticsQuery = Static<typeof AnalyticsQuery>;

/** One cell: the step that begins at `at`, the split's value (empty for none), and the number; service has both. */
export const AnalyticsRow = Type.Object({
  at: Instant,
  key: Type.String(),
  value: Type.Number(),
  p95: Type.Optional(Type.Number()),
});
export type AnalyticsRow = Static<typeof AnalyticsRow>;

/** An answer; `asOf` is the newest thing in it, `source` where it was asked. Rows by time, then key; empty steps are absent. */
export const AnalyticsAnswer = Type.Object({
  timeZone: Type.String(),
  source: FiguresSource,
  asOf: Type.Union([Instant, Type.Null()]),
  /** Points that are in the ledger and not yet in InfluxDB. */
  waiting: Count,
  rows: Type.Array(AnalyticsRow),
});
export type AnalyticsAnswer = Static<typeof AnalyticsAnswer>;

/** Refusals of a day by reason, most first. */
const ReasonCount = Type.Object({ reason: Type.String(), count: Count });

/**
 * What the first page shows beyond the two totals (GET /api/pulse): last week's same moment of the day, refusals since
 * midnight, and each hour of today beside the same hours of a normal day (lowest, middle and highest of the last four
 * same weekdays, null where there are none).
 */
export const Pulse = Type.Object({
  at: Instant,
  source: FiguresSource,
  masksLastWeek: Type.Union([Count, Type.Null()]),
  refusedToday: Count,
  refusedBy: Type.Array(ReasonCount),
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
