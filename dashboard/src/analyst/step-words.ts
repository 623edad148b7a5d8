import type { Step } from '../../../protocol/http/analytics.ts';
import { dateLocale } from '../i18n/format.ts';

const dayMs = 86_400_000;

/** How the beginning of a step is written, in the city's time zone: as short as the range lets it be. */
export function createStepWords(step: Step, steps: readonly string[], language: string, timeZone: string) {
  const [first, last] = [Date.parse(steps[0] ?? ''), Date.parse(steps.at(-1) ?? '')];
  // A day by the hour has 25 steps at most.
  const isOneDay = last - first < 25 * 3_600_000;
  const sameYear = new Date(first).getUTCFullYear() === new Date(last).getUTCFullYear();
  const day: Intl.DateTimeFormatOptions = {
    ...{ day: 'numeric', month: 'short' },
    ...(sameYear ? {} : { year: 'numeric' }),
  };
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const options: Intl.DateTimeFormatOptions =
    step === 'hour'
      ? isOneDay
        ? time
        : { ...day, ...time }
      : step === 'day'
        ? { weekday: 'short', ...day }
        : day;
  const format = new Intl.DateTimeFormat(dateLocale(language), { ...options, timeZone });
  return (at: string): string => {
    const begin = new Date(at);
    if (step !== 'week') return format.format(begin);
    const next = steps[steps.indexOf(at) + 1];
    // The last week is cut at the range's end, which the steps don't tell; it is named by its beginning.
    return next === undefined
      ? `${format.format(begin)} –`
      : format.formatRange(begin, new Date(Date.parse(next) - dayMs / 2));
  };
}
