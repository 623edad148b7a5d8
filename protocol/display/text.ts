import { maxDisplayBytes } from '../serial/constants.ts';
import { type DisplayKey, displayTexts, type Language } from './catalogue.ts';

/** One text of the catalogue, filled in, cut to what a display takes. */
export function displayText(
  key: DisplayKey,
  language: Language,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const text = displayTexts[key][language].replace(/\{(\w+)\}/g, (_, name: string) =>
    String(values[name] ?? ''),
  );
  return cutToBytes(text, maxDisplayBytes);
}

/** The longest beginning of `text` that fits into `bytes` of UTF-8, never ending inside a character. */
export function cutToBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text, 'utf8') <= bytes) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (Buffer.byteLength(kept + segment, 'utf8') > bytes) break;
    kept += segment;
  }
  return kept;
}

/**
 * When to come back, as a citizen reads it: weekday, day and month, and the time of day unless it is midnight.
 * Rounded up to the minute, so that nobody comes a moment too early.
 */
export function displayWhen(atMs: number, language: Language, timeZone: string): string {
  const minute = new Date(Math.ceil(atMs / 60_000) * 60_000);
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locales[language], { timeZone, ...options }).format(minute);
  const day = format({ weekday: 'short', day: 'numeric', month: 'short' });
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return time === '00:00' ? day : `${day} ${time}`;
}

/** Whether dates can be told in a time zone: a machine's own tables may not know a name that its server knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const locales: Record<Language, string> = { tr: 'tr-TR', en: 'en-GB', 'zh-TW': 'zh-TW' };
