import { type CompletePolicy, maxDistrictCap, type PolicyDocument } from './document.ts';

/** The policy of a server that was given none: a pack of five masks a card, once in seven days, as Izmir began. */
export const defaultPolicy: PolicyDocument = {
  timeZone: 'Europe/Istanbul',
  language: 'tr',
  products: [
    {
      id: 'adult',
      code: 1,
      pieces: 5,
      name: { tr: 'Yetişkin maskesi', en: 'Adult masks', 'zh-TW': '成人口罩' },
    },
  ],
  rules: [{ id: 'weekly', products: ['adult'], limit: 5, window: { rolling: { days: 7 } } }],
  appeals: [
    {
      id: 'not-received',
      items: 1,
      name: { tr: 'Maske çıkmadı', en: 'Nothing came out', 'zh-TW': '口罩沒有掉出' },
    },
    {
      id: 'taken-by-another',
      items: 1,
      name: { tr: 'Başkası almış', en: 'Somebody else took it', 'zh-TW': '遭他人領走' },
    },
  ],
  claims: { appeal: 'not-received' },
};

/** Vends that one machine can make in an hour, at six seconds each: a cap that no people notice. */
const vendsAnHour = 600;

/** Fills in what a document may leave out. */
export function completePolicy(document: PolicyDocument): CompletePolicy {
  const first = document.products[0]?.id ?? '';
  const largest = Math.max(...document.products.map(({ pieces, perVisit = 1 }) => pieces * perVisit));
  return {
    cards: 1,
    grantSeconds: 60,
    planogram: [{ slot: 0, product: first, capacity: 200 }],
    offline: { mode: 'refuse', perCard: 0, perMachine: 0, maxHours: 0 },
    // Without lists everybody is let in and nobody kept out.
    eligible: [],
    blocked: [],
    opening: null,
    turns: null,
    appeals: [],
    ...document,
    // A person looks at every claim where the policy says nothing of them.
    claims: document.claims ? { minutes: 10, perCard: 1, days: 90, ...document.claims } : null,
    caps: { machine: vendsAnHour * largest, district: maxDistrictCap, ...document.caps },
    velocity: { asks: 60, numbers: 5, numbersAnHour: 30, pauseMinutes: 15, ...document.velocity },
  };
}
