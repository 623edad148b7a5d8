/** A text with a capital at its beginning; the Turkish i keeps its dot. */
export function capitalised(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

/** A whole number with the language's thousands. */
export function formatCount(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

/** What a text about a number of things is filled with: `n` as it is written, and `count`, which chooses its plural. */
export function counted(value: number, language: string): { readonly count: number; readonly n: string } {
  return { count: value, n: formatCount(value, language) };
}

/** The locale of dates: an English-speaking reader in Izmir reads days before months, and hours of 24, as the charts do. */
export function dateLocale(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}

/** How long ago something was, in words: seconds, minutes, hours or days. */
export function formatAgo(atMs: number, nowMs: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const seconds = Math.max(0, Math.round((nowMs - atMs) / 1000));
  if (seconds < 60) return format.format(-seconds, 'second');
  if (seconds < 3600) return format.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return format.format(-Math.floor(seconds / 3600), 'hour');
  return format.format(-Math.floor(seconds / 86_400), 'day');
}

/** How far ahead something is, in words: hours up to two days, then days; nothing finer, for it is an expectation. */
export function formatAhead(atMs: number, nowMs: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  const hours = Math.max(1, Math.round((atMs - nowMs) / 3_600_000));
  return hours < 48 ? format.format(hours, 'hour') : format.format(Math.round(hours / 24), 'day');
}

/** How long something took, in seconds with their unit: tenths up to ten, then whole ones. */
export function formatSeconds(ms: number, language: string): string {
  const digits = ms < 10_000 ? 1 : 0;
  const style = { style: 'unit', unit: 'second', unitDisplay: 'short' } as const;
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(language, { ...style, ...fraction }).format(ms / 1000);
}

/** A share of 0 to 1 in whole percent. */
export function formatShare(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** A change as a share (0.18), in whole percent with its sign. */
export function formatChange(share: number, language: string): string {
  const style = { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' } as const;
  return new Intl.NumberFormat(language, style).format(share);
}

/** A date (YYYY-MM-DD) with its weekday. */
export function formatDay(date: string, language: string): string {
  const style = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  } as const;
  return new Intl.DateTimeFormat(dateLocale(language), style).format(new Date(date));
}

/** An instant to the minute with its weekday, in the city's own time zone; hours are of 24, as on charts and for citizens. */
export function formatMoment(instant: string, language: string, timeZone: string): string {
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  const style = { ...day, hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  return new Intl.DateTimeFormat(dateLocale(language), style).format(new Date(instant));
}

/** An instant in full, in the city's own time zone; hours are of 24 here too. */
export function formatInstant(instant: string, language: string, timeZone: string): string {
  const style = { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23', timeZone } as const;
  return new Intl.DateTimeFormat(dateLocale(language), style).format(new Date(instant));
}
