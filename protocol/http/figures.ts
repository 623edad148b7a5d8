import { type Static, Type } from 'typebox';
import { Count, Instant, MachineId, ProductId, Uuid } from '../mqtt/fields.ts';

/** Where the page's figures came from. */
export const FiguresSource = Type.Enum(['influxdb', 'ledger']);

/** Masks (pieces) given out: since local midnight of the policy's time zone, and in all. `asOf`: newest vend in it. */
export const Figures = Type.Object({
  masksToday: Count,
  masksTotal: Count,
  asOf: Type.Union([Instant, Type.Null()]),
  source: FiguresSource,
});
export type Figures = Static<typeof Figures>;

/** How InfluxDB stands: off by configuration, up, or down; `waiting` points are in the ledger and not yet in it. */
export const ProjectionHealth = Type.Object({
  influx: Type.Enum(['off', 'up', 'down']),
  waiting: Count,
  rejected: Count,
});
export type ProjectionHealth = Static<typeof ProjectionHealth>;

/** A name in every language of the pages. */
export const LocalName = Type.Object({ tr: Type.String(), en: Type.String(), 'zh-TW': Type.String() });

/** A map tile server: its URL pattern with {z}/{x}/{y}, and whom to name for it. */
export const Tiles = Type.Object({ url: Type.String(), attribution: Type.String() });
export type Tiles = Static<typeof Tiles>;

/** What the first page shows; also the `figures` event of the live stream. */
export const Overview = Type.Object({
  at: Instant,
  simulated: Type.Boolean(),
  timeZone: Type.String(),
  /** What is given out now, by the names that people know. */
  products: Type.Array(Type.Object({ product: ProductId, name: LocalName })),
  figures: Figures,
  projection: ProjectionHealth,
  /** A tile server for the map, where one was configured. */
  tiles: Type.Union([Tiles, Type.Null()]),
});
export type Overview = Static<typeof Overview>;

/**
 * One vend in the live feed; also the `vend` event of the live stream. `late`: booked after its reservation ended.
 * `tookMs`: from the question to the last item; null where that is not known, as of what was given offline.
 */
export const FeedItem = Type.Object({
  id: Count,
  at: Instant,
  machine: MachineId,
  machineName: Type.String(),
  district: Type.String(),
  txn: Uuid,
  product: ProductId,
  items: Count,
  pieces: Count,
  authority: Type.Enum(['online', 'offline', 'staff']),
  late: Type.Boolean(),
  tookMs: Type.Union([Count, Type.Null()]),
});
export type FeedItem = Static<typeof FeedItem>;

/** The newest vends, newest first. */
export const Feed = Type.Object({ items: Type.Array(FeedItem) });
export type Feed = Static<typeof Feed>;

/** The one shape of an error answer. `code` is stable. */
export const ApiError = Type.Object({ code: Type.String(), message: Type.String() });
export type ApiError = Static<typeof ApiError>;
