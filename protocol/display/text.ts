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
  const { day, time } = formatsOf(language, timeZone);
  const clock = time.format(minute);
  return clock === '00:00' ? day.format(minute) : `${day.format(minute)} ${clock}`;
}

/** Whether dates can be told in a time zone: a machine's own tables may not know a name that its server knows. */
export function isTimeZone(name: string): boolean {
  try {
    formatsOf('en', name);
    return true;
  } catch {
    return false;
  }
}

interface Formats {
  readonly day: Intl.DateTimeFormat;
  readonly time: Intl.DateTimeFormat;
}

/** Languages and time zones whose formats are kept; a machine has one, a server those of its fleet. */
const keptFormats = 32;
const formats = new Map<string, Formats>();

/** Made once: to make them takes longer than all else that is done for a tap. @throws RangeError for an unknown zone. */
function formatsOf(language: Language, timeZone: string): Formats {
  const key = `${language} ${timeZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locales[language], { timeZone, ...options });
  const made = {
    day: format({ weekday: 'short', day: 'numeric', month: 'short' }),
    time: format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  };
  if (formats.size >= keptFormats) formats.clear();
  formats.set(key, made);
  return made;
}

const locales: Record<Language, string> = { tr: 'tr-TR', en: 'en-GB', 'zh-TW': 'zh-TW' };
