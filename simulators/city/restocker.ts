import { distanceKm, type Site } from './sites.ts';

/** How a machine stands, as its restocker sees it on the page. Counts in items. */
export interface Standing {
  readonly site: Site;
  readonly stock: number;
  readonly capacity: number;
  readonly jammed: boolean;
}

/** Below this part of its capacity a machine is worth a drive. */
const worthwhile = 0.4;
/** A jammed machine serves with its other slots at best: as urgent as one that has lost this part of its stock. */
const jamUrgency = 0.5;
/** What a kilometre of driving takes off a machine's urgency, so that two empty neighbours are visited together. */
const perKm = 0.03;

/** The machine that the van drives to next: the emptiest, nearer ones first among equals; none where all are well. */
export function nextStop(van: Pick<Site, 'lat' | 'lon'>, fleet: readonly Standing[]): Standing | undefined {
  let best: { standing: Standing; urgency: number } | undefined;
  for (const standing of fleet) {
    const { stock, capacity, jammed, site } = standing;
    const fill = capacity === 0 ? 1 : stock / capacity;
    if (fill > worthwhile && !jammed) continue;
    const urgency = 1 - fill + (jammed ? jamUrgency : 0) - perKm * distanceKm(van, site);
    if (best === undefined || urgency > best.urgency) best = { standing, urgency };
  }
  return best?.standing;
}

/** What a slot holds once it was filled up to `par`, in items: nothing is taken out of one that holds more. */
export function filledTo(par: number, stock: number): number {
  return Math.max(stock, par);
}

/** Streets are longer than the crow's way. */
const detour = 1.3;
/** In a city, with lights and parking. */
const kmPerHour = 28;
const hourMs = 3_600_000;

/** How long the van takes, in ms of the city's time. */
export function driveMs(from: Pick<Site, 'lat' | 'lon'>, to: Pick<Site, 'lat' | 'lon'>): number {
  return ((distanceKm(from, to) * detour) / kmPerHour) * hourMs;
}

/** From the door's opening to its closing, in ms of the city's time. */
export const visitMs = 6 * 60_000;

/** One van serves so many machines: 12,000 packs a day are some 40 visits, and a visit with its drive takes half an hour. */
const machinesPerVan = 12;

/** How many vans a city of so many machines has. */
export function vansFor(machines: number): number {
  return Math.ceil(machines / machinesPerVan);
}

/** Where vans wait and are loaded: the municipality's building in Konak. */
export const depot = { lat: 38.4189, lon: 27.1287 } as const;
