/** A place where a machine stands. */
export interface Site {
  readonly id: string;
  readonly name: string;
  readonly district: string;
}

/** Some of Izmir's sites of May 2020: metro stations and piers. */
export const sites: readonly Site[] = [
  { id: 'izmir-konak-metro', name: 'Konak Metro', district: 'Konak' },
  { id: 'izmir-karsiyaka-iskele', name: 'Karşıyaka İskele', district: 'Karşıyaka' },
  { id: 'izmir-bostanli-iskele', name: 'Bostanlı İskele', district: 'Karşıyaka' },
  { id: 'izmir-bornova-metro', name: 'Bornova Metro', district: 'Bornova' },
  { id: 'izmir-ucyol-metro', name: 'Üçyol Metro', district: 'Konak' },
  { id: 'izmir-basmane-metro', name: 'Basmane Metro', district: 'Konak' },
  { id: 'izmir-halkapinar-metro', name: 'Halkapınar Metro', district: 'Konak' },
  { id: 'izmir-konak-iskele', name: 'Konak İskele', district: 'Konak' },
];
