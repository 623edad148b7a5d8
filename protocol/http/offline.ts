import { type Static, Type } from 'typebox';
import { Count, Instant, MachineId, ProductId } from '../mqtt/fields.ts';

/** A local date of the policy's time zone, YYYY-MM-DD. */
const LocalDate = Type.String({ pattern: '^2\\d{3}-\\d{2}-\\d{2}$' });

/** What is asked (GET /api/offline-report): `from` and `to` are both included; without them the last seven days. */
export const OfflineQuestion = Type.Object(
  { machine: Type.Optional(MachineId), from: Type.Optional(LocalDate), to: Type.Optional(LocalDate) },
  { additionalProperties: false },
);
export type OfflineQuestion = Static<typeof OfflineQuestion>;

/** What a machine gave while it was cut off, held against what it may (ledger.md, I3). Pieces. */
export const OfflineMachine = Type.Object({
  machine: MachineId,
  machineName: Type.String(),
  vends: Count,
  given: Count,
  cards: Count,
  /** The most that one card got of it within one allowance, and what it may. */
  mostOfCard: Count,
  perCard: Count,
  /** Cut-off periods of which it told, and the most that it gave in one; its bridge may not tell them. */
  periods: Count,
  mostInPeriod: Type.Union([Count, Type.Null()]),
  perMachine: Count,
  /** Whether it is connected, and how many entries it reported last that are not in the books yet. */
  online: Type.Boolean(),
  waiting: Count,
  kept: Type.Boolean(),
});
export type OfflineMachine = Static<typeof OfflineMachine>;

/**
 * A card that got more than its limit while machines were cut off. Pieces, but for `machines` and `allowances`. `card`: the
 * first half of its pseudonym. `given`: in the fullest window of `rule`, of which `limit` are allowed. `debt`: what counts
 * against later windows. `bound`: perCard for each allowance that it had, each at one machine (ledger.md, I3).
 */
export const OfflineCard = Type.Object({
  card: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  product: ProductId,
  rule: Type.String(),
  limit: Count,
  given: Count,
  over: Count,
  debt: Count,
  machines: Count,
  allowances: Count,
  bound: Count,
  kept: Type.Boolean(),
});
export type OfflineCard = Static<typeof OfflineCard>;

/** What was given without a network in a time, and that the promise of it was kept. From the ledger's books alone. */
export const OfflineReport = Type.Object({
  from: Instant,
  to: Instant,
  /** The loosest rule that any policy allowed. */
  rule: Type.Object({ perCard: Count, perMachine: Count, maxHours: Type.Number() }),
  vends: Count,
  given: Count,
  machines: Type.Array(OfflineMachine),
  /** The furthest over its limit first. */
  cards: Type.Array(OfflineCard),
  kept: Type.Boolean(),
  /** False: there were more vends than one report reads; ask for fewer days, or one machine. */
  complete: Type.Boolean(),
});
export type OfflineReport = Static<typeof OfflineReport>;
