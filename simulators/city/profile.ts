import type { PlaceKind, Site } from './sites.ts';

const hourMs = 3_600_000;
const dayHours = 24;

/**
 * How the day's visits fall on its hours, from 0 to 23 o'clock, as weights. The metro ran from 6 to after midnight and
 * is fullest before work and after it; at a pier people come with the ferries, so later and longer in the evening; the
 * mobile unit stands in a park and serves by day, evenly. Shapes, not counts: the counts are each site's packsPerDay.
 */
const weights: Readonly<Record<PlaceKind, readonly number[]>> = {
  metro: [1, 0, 0, 0, 0, 0, 12, 42, 52, 34, 24, 22, 26, 26, 24, 26, 34, 50, 54, 34, 20, 14, 10, 5],
  pier: [0, 0, 0, 0, 0, 0, 4, 30, 46, 34, 24, 24, 28, 28, 26, 28, 34, 48, 56, 44, 28, 16, 8, 2],
  mobile: [0, 0, 0, 0, 0, 0, 0, 0, 8, 20, 24, 24, 22, 22, 22, 24, 24, 22, 16, 6, 0, 0, 0, 0],
};

/** When people come. Hours of the day are the city's own, 0 to 24 with a fraction. */
export interface Profile {
  /** Packs that people come for in an hour, at that hour of the day. */
  ratePerHour(site: Site, hourOfDay: number): number;
  /** No hour of any kind of place has more. */
  peakPerHour(site: Site): number;
}

/** People come by the hour of the day and by the kind of place. */
export const byHour: Profile = {
  ratePerHour: (site, hourOfDay) => share(site.kind, hourOfDay) * site.packsPerDay,
  peakPerHour: (site) => peakShare(site.kind) * site.packsPerDay,
};

/**
 * It is always the fullest hour. For a demo on the wall clock, which people start in the evening too: nobody should
 * have to wait for the first metro of the morning.
 */
export const alwaysRush: Profile = {
  ratePerHour: byHour.peakPerHour,
  peakPerHour: byHour.peakPerHour,
};

/** The part of a day's visits that falls into one hour, as of this moment. */
function share(kind: PlaceKind, hourOfDay: number): number {
  const of = weights[kind];
  const total = of.reduce((sum, one) => sum + one, 0);
  return (of[Math.floor(hourOfDay) % dayHours] ?? 0) / total;
}

function peakShare(kind: PlaceKind): number {
  return Math.max(...Array.from({ length: dayHours }, (_, hour) => share(kind, hour)));
}

/** Izmir's hour of the day, 0 to 24: Turkey is three hours before UTC all the year since 2016. */
export function izmirHour(atMs: number): number {
  return (((atMs / hourMs + 3) % dayHours) + dayHours) % dayHours;
}
