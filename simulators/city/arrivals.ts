import type { Random } from '../random.ts';
import { izmirHour, type Profile } from './profile.ts';
import type { Site } from './sites.ts';

const hourMs = 3_600_000;

/** Somebody comes to a site. */
export interface Arrival {
  readonly atMs: number;
  readonly site: Site;
}

/**
 * Who comes when and where, for the whole city: independent visits whose rate follows the profile (a Poisson process,
 * thinned from the peak rate). `perVisit` is how many packs one visit asks for on average, so that packs, not visits,
 * come to the sites' figures. The same seed and start give the same stream.
 */
export function createArrivals(options: {
  readonly random: Random;
  readonly sites: readonly Site[];
  readonly profile: Profile;
  readonly perVisit: number;
  /** Time of the first possible arrival, ms since 1970. */
  readonly startMs: number;
}): { next(): Arrival } {
  const { random, sites, profile, perVisit } = options;
  const peaks = sites.map((site) => profile.peakPerHour(site) / perVisit);
  const total = peaks.reduce((sum, one) => sum + one, 0);
  let atMs = options.startMs;

  function anySite(): Site {
    let left = random() * total;
    for (const [at, site] of sites.entries()) {
      left -= peaks[at] ?? 0;
      if (left < 0) return site;
    }
    return sites[sites.length - 1] as Site;
  }

  return {
    next() {
      for (;;) {
        atMs += (-Math.log(1 - random()) / total) * hourMs;
        const site = anySite();
        const kept = profile.ratePerHour(site, izmirHour(atMs)) / profile.peakPerHour(site);
        if (random() < kept) return { atMs, site };
      }
    },
  };
}
