import { Temporal } from 'temporal-polyfill';

/** How an instant may be written, for lists of mistakes. */
export const momentForms =
  'YYYY-MM-DD, YYYY-MM-DDTHH:MM (both in the policy’s time zone), an RFC 3339 instant, or now';

/** An instant as a person writes it, in ms since 1970: a date is its first moment, and `now` is `nowMs`. */
export function momentOf(text: string, timeZone: string, nowMs: number): number | undefined {
  if (text === 'now') return nowMs;
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text))
      return Temporal.PlainDate.from(text).toZonedDateTime(timeZone).epochMilliseconds;
    if (/(Z|[+-]\d{2}:\d{2})$/.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
    return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    return undefined;
  }
}
