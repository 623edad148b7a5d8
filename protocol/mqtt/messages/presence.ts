import { type Static, Type } from 'typebox';
import { Count, Instant, Uuid } from '../fields.ts';

/** A machine's birth and will (mqtt.md, presence). A will is offline and counts only for its own session. */
export const Presence = Type.Union([
  Type.Object({ online: Type.Literal(true), session: Uuid, at: Instant, bridge: Type.String(), boot: Count }),
  Type.Object({ online: Type.Literal(false), session: Uuid }),
]);
export type Presence = Static<typeof Presence>;
