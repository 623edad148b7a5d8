import { type Static, Type } from 'typebox';
import { Count, Instant, MachineId } from '../mqtt/fields.ts';

/** What a person must hear of. `kind` is a stable word; `detail` is for people and holds no part of a card's number. */
export const AlarmView = Type.Object({
  id: Count,
  at: Instant,
  kind: Type.String(),
  machine: Type.Union([MachineId, Type.Null()]),
  machineName: Type.Union([Type.String(), Type.Null()]),
  detail: Type.String(),
  /** When it ended by itself; null where it has not, or does not. */
  clearedAt: Type.Union([Instant, Type.Null()]),
});
export type AlarmView = Static<typeof AlarmView>;

/**
 * Alarms, newest first (GET /api/alarms?machine=&before=&count=). `next` is the `before` of the following page, null
 * at the end. The server keeps the newest 100,000.
 */
export const AlarmList = Type.Object({
  alarms: Type.Array(AlarmView),
  next: Type.Union([Count, Type.Null()]),
});
export type AlarmList = Static<typeof AlarmList>;
