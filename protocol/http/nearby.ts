import { type Static, Type } from 'typebox';
import { Count, Instant, ProductId, SchemeName } from '../mqtt/fields.ts';
import { LocalName } from './figures.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/**
 * What somebody who goes there now may hope for; never a number, in which others' visits could be read. `plenty`: half
 * of what is filled in, or more. `few`: a fifth, or it is expected to be empty soon. `closed`: it gives nothing now,
 * whatever it holds. `unknown`: it cannot be reached.
 */
export const PublicStock = Type.Enum(['plenty', 'some', 'few', 'none', 'closed', 'unknown']);
export type PublicStock = Static<typeof PublicStock>;

/** A machine as everybody may know it. `at`: when this was so; null where it never said anything. */
export const PublicMachine = Type.Object({
  name: Type.String(),
  district: Type.String(),
  lat: nullable(Type.Number()),
  lon: nullable(Type.Number()),
  at: nullable(Instant),
  /** The best of its products. */
  stock: PublicStock,
  products: Type.Array(Type.Object({ product: ProductId, stock: PublicStock })),
});
export type PublicMachine = Static<typeof PublicMachine>;

/**
 * The span of a limit: `hours` and `days` back from any moment, one `day`, `week` or `month` of the calendar, or `weeks`
 * of it at a time.
 */
export const PublicPeriod = Type.Object({
  unit: Type.Enum(['hours', 'days', 'day', 'week', 'month', 'weeks']),
  count: Count,
});
export type PublicPeriod = Static<typeof PublicPeriod>;

/** At most `masks` of the products together in a period, for each card; of these schemes and ages (full years, both included), or of any where null. */
export const PublicRule = Type.Object({
  products: Type.Array(ProductId),
  masks: Count,
  period: PublicPeriod,
  schemes: nullable(Type.Array(SchemeName)),
  ages: nullable(Type.Object({ from: nullable(Count), to: nullable(Count) })),
});
export type PublicRule = Static<typeof PublicRule>;

/**
 * Which machine has masks, for citizens (GET /api/nearby): what everybody may know and nothing else. Nobody says where he
 * is: the page sorts by distance on the phone. `rules` hold all at once; `cards`: how many may pool in one visit.
 */
export const Nearby = Type.Object({
  at: Instant,
  /** The time and the machines are simulated: nothing can be had. */
  simulated: Type.Boolean(),
  /** While no machine gives anything: when they open, where that is known; null otherwise. */
  closed: Type.Union([Type.Object({ opensAt: Type.Union([Instant, Type.Null()]) }), Type.Null()]),
  timeZone: Type.String(),
  products: Type.Array(Type.Object({ product: ProductId, name: LocalName })),
  cards: Count,
  rules: Type.Array(PublicRule),
  /** By district, then by name. */
  machines: Type.Array(PublicMachine),
});
export type Nearby = Static<typeof Nearby>;
