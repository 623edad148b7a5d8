import { Type } from 'typebox';
import { schemes } from '../serial/constants.ts';

/** Shapes of single fields that several messages share (mqtt.md). */

/** A machine's id: MQTT client id, user name and certificate common name at once. */
export const MachineId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{1,31}$' });

/** A UUID as text (RFC 9562); letters of either case are read. */
export const Uuid = Type.String({ pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' });

/** RFC 3339 with milliseconds, in UTC: `Z` or an offset of nothing, and its letters in either case (section 5.6). */
export const Instant = Type.String({
  pattern:
    '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])[Tt]([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}([Zz]|[+-]00:00)$',
});

/** A whole number that counts something: never negative, exact in a double. */
export const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** A journal sequence number; the first is 1. */
export const Seq = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** Milliseconds of a bridge's own monotonic clock since its start. */
export const UptimeMs = Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** A dispenser's slot; 0 is the first of at most 16. */
export const Slot = Type.Integer({ minimum: 0, maximum: 15 });

/** Items of one vend, as the serial line counts them. */
export const Items = Type.Integer({ minimum: 0, maximum: 255 });

/** A product's id. */
export const ProductId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$' });

/** serial.md's number of a fault. */
export const Fault = Type.Integer({ minimum: 0, maximum: 255 });

/** A dispenser's counter of items ever dispensed in a slot; wraps at 2^32. */
export const VendCounter = Type.Integer({ minimum: 0, maximum: 0xffff_ffff });

export const SchemeName = Type.Enum([...schemes]);
export const EntryName = Type.Enum(['tap', 'scan', 'typed']);
export const Language = Type.Enum(['tr', 'en', 'zh-TW']);

/** Milliseconds of an {@link Instant}; the text was checked before. */
export function millisOf(instant: string): number {
  return Date.parse(instant);
}

/** The {@link Instant} of milliseconds since 1970. */
export function instantOf(millis: number): string {
  return new Date(millis).toISOString();
}
