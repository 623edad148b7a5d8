/** What kind of place a machine stands in: it decides when people come (profile.ts). */
export type PlaceKind = 'metro' | 'pier' | 'mobile';

/** A place where a machine stands. */
export interface Site {
  /** The machine's id. */
  readonly id: string;
  /** In Turkish spelling, as the signs have it. */
  readonly name: string;
  readonly district: string;
  readonly kind: PlaceKind;
  /** WGS 84, right to about 200 m. */
  readonly lat: number;
  readonly lon: number;
  /** Packs that people want here on a full day, in the whole day (docs/demo.md has the figures' sources). */
  readonly packsPerDay: number;
}

/** A transfer station or one of the middle of the city: 65 packs an hour over the 14.5 hours of a metro day. */
const busy = 940;
/** The average machine of the first two weeks. */
const usual = 510;
const quiet = 300;

type Row = readonly [
  id: string,
  name: string,
  district: string,
  lat: number,
  lon: number,
  packsPerDay: number,
];

/**
 * The 17 stations of line M1 as of May 2020, in their order along the line.
 * Coordinates: the city's open data of metro stations (acikveri.bizizmir.com, as kept by
 * betulalpaslan/izmir_ulasim_backend) held against the list of a public map of the line's lifts and, for Fahrettin
 * Altay, Poligon, Hatay, Bölge and Ege Üniversitesi, the stations' articles in the English Wikipedia. Two of them agree
 * to 200 m for each station: only the lift map has Ege Üniversitesi half a kilometre further west.
 * Districts: Wikipedia's for those five, Stadyum, Sanayi and Bornova. Göztepe, İzmirspor and Üçyol lie, like their
 * neighbours, under İnönü Caddesi, which is the border of Konak and Karabağlar: Konak is estimated.
 */
const metro: readonly Row[] = [
  ['fahrettin-altay', 'Fahrettin Altay', 'Karabağlar', 38.3969, 27.07, busy],
  ['poligon', 'Poligon', 'Konak', 38.3932, 27.0849, quiet],
  ['goztepe', 'Göztepe', 'Konak', 38.3963, 27.0944, usual],
  ['hatay', 'Hatay', 'Konak', 38.4016, 27.1026, usual],
  ['izmirspor', 'İzmirspor', 'Konak', 38.4017, 27.1104, quiet],
  ['ucyol', 'Üçyol', 'Konak', 38.406, 27.121, busy],
  ['konak', 'Konak', 'Konak', 38.4171, 27.1282, busy],
  ['cankaya', 'Çankaya', 'Konak', 38.4225, 27.1365, usual],
  ['basmane', 'Basmane', 'Konak', 38.4227, 27.1444, usual],
  ['hilal', 'Hilal', 'Konak', 38.4272, 27.1557, quiet],
  ['halkapinar', 'Halkapınar', 'Konak', 38.4347, 27.1686, busy],
  ['stadyum', 'Stadyum', 'Bornova', 38.4425, 27.1807, quiet],
  ['sanayi', 'Sanayi', 'Bornova', 38.4482, 27.1902, quiet],
  ['bolge', 'Bölge', 'Bornova', 38.4548, 27.201, usual],
  ['bornova', 'Bornova', 'Bornova', 38.4585, 27.2127, busy],
  ['ege-universitesi', 'Ege Üniversitesi', 'Bornova', 38.4597, 27.2285, usual],
  ['evka-3', 'Evka 3', 'Bornova', 38.4653, 27.2288, usual],
];

/** Coordinates: the city's open data (piers), held against Wikipedia's list of ferry quays and the tram stops before them. */
const piers: readonly Row[] = [
  ['karsiyaka', 'Karşıyaka', 'Karşıyaka', 38.4547, 27.1205, 700],
  ['bostanli', 'Bostanlı', 'Karşıyaka', 38.452, 27.0976, usual],
  ['konak', 'Konak', 'Konak', 38.4186, 27.1259, 700],
];

/** The mobile unit: where in the park is estimated; the point is İZBAN's Şirinyer station beside it (open data, Wikipedia). */
const mobile: Row = ['sirinyer', 'Şirinyer İZBAN Parkı', 'Buca', 38.3933, 27.1469, 200];

/** Izmir's 21 sites of 20 May 2020. The line first, in its order, then the piers and the mobile unit. */
export const sites: readonly Site[] = [
  ...metro.map((row) => site(row, 'metro', 'metro', 'Metro')),
  ...piers.map((row) => site(row, 'pier', 'iskele', 'İskele')),
  site(mobile, 'mobile', 'gezici', ''),
];

/**
 * The first ones where not all are wanted: a bit of everything comes before the whole line, so that a small city has a
 * pier and a mobile unit too.
 */
const first = ['izmir-konak-metro', 'izmir-karsiyaka-iskele', 'izmir-bornova-metro', 'izmir-sirinyer-gezici'];

/** `count` sites, 1 to 21. */
export function firstSites(count: number): readonly Site[] {
  const rank = ({ id }: Site) => (first.includes(id) ? first.indexOf(id) : first.length);
  return [...sites].sort((a, b) => rank(a) - rank(b)).slice(0, count);
}

function site(
  [id, name, district, lat, lon, packsPerDay]: Row,
  kind: PlaceKind,
  place: string,
  word: string,
) {
  const fullName = word === '' ? name : `${name} ${word}`;
  return { id: `izmir-${id}-${place}`, name: fullName, district, kind, lat, lon, packsPerDay };
}

const earthKm = 6371;

/** Kilometres between two points as the crow flies; exact enough within a city. */
export function distanceKm(a: Pick<Site, 'lat' | 'lon'>, b: Pick<Site, 'lat' | 'lon'>): number {
  const rad = Math.PI / 180;
  const x = (b.lon - a.lon) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  const y = (b.lat - a.lat) * rad;
  return Math.hypot(x, y) * earthKm;
}
