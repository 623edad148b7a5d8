import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { languages } from '../../../protocol/display/catalogue.ts';
import { nearbyTexts } from '../../../protocol/display/nearby-texts.ts';
import type { Nearby, PublicMachine, PublicRule } from '../../../protocol/http/nearby.ts';
import { languageOf } from '../../../server/nearby/language.ts';
import { nearbyPage } from '../../../server/nearby/page.ts';
import { shareWords } from '../../../server/nearby/words.ts';

const machine = (more: Partial<PublicMachine> = {}): PublicMachine => ({
  ...{
    name: 'Konak',
    district: 'Konak',
    lat: 38.4,
    lon: 27.1,
    at: '2026-11-26T10:05:00.000Z',
    stock: 'some',
  },
  products: [{ product: 'adult', stock: 'some' }],
  ...more,
});
const weekly: PublicRule = {
  ...{ products: ['adult'], masks: 5, schemes: null, ages: null },
  period: { unit: 'days', count: 7 },
};
const nearby = (more: Partial<Nearby> = {}): Nearby => ({
  ...{ at: '2026-11-26T10:05:00.000Z', timeZone: 'Europe/Istanbul', cards: 1, rules: [weekly] },
  ...{ simulated: false, closed: null },
  products: [
    { product: 'adult', name: { tr: 'Yetişkin maskesi', en: 'Adult masks', 'zh-TW': '成人口罩' } },
    { product: 'child', name: { tr: 'Çocuk maskesi', en: 'Child masks', 'zh-TW': '兒童口罩' } },
  ],
  machines: [machine()],
  ...more,
});

describe('the page', () => {
  it('tells each machine without a script: its name, its stock in words, and of when that is', () => {
    const page = nearbyPage(nearby(), 'en');
    const [beforeScript = ''] = page.split('<script>');
    expect(beforeScript).toContain(
      '<h3><a href="https://osm.org/?mlat=38.4000&amp;mlon=27.1000">Konak</a></h3>',
    );
    expect(beforeScript).toMatch(/class="stock some">.*<\/svg>Some</);
    expect(beforeScript).toContain('As of Thu 26 Nov, 13:05');
    expect(beforeScript).toContain('Adult masks: up to 5 masks in any 7 days, for each card');
  });

  it('tells each product where a machine has several, and when a lost machine was heard last', () => {
    const two = machine({
      products: [
        { product: 'adult', stock: 'plenty' },
        { product: 'child', stock: 'none' },
      ],
    });
    const page = nearbyPage(nearby({ machines: [two, machine({ stock: 'unknown' })] }), 'zh-TW');
    expect(page).toMatch(/成人口罩:<\/span>.*充足/);
    expect(page).toMatch(/兒童口罩:<\/span>.*目前沒有/);
    expect(page).toContain('最後回報 11月26日');
  });

  it('opens no map for a machine whose place is not known, and says who a rule means', () => {
    const nowhere = nearbyPage(nearby({ machines: [machine({ lat: null, lon: null })] }), 'en');
    expect(nowhere).toContain('<h3>Konak</h3>');
    const aged = (from: number | null, to: number | null) =>
      nearbyPage(nearby({ rules: [{ ...weekly, schemes: ['tckn'], ages: { from, to } }] }), 'en');
    expect(aged(20, 65)).toMatch(/for each card \(.*; ages 20 to 65\)/);
    expect(aged(65, null)).toContain('; ages 65 and over)');
    expect(aged(null, 15)).toContain('; ages up to 15)');
  });

  it('says first that nothing is real, or that all is closed and when it opens', () => {
    const plain = nearbyPage(nearby(), 'en');
    expect(plain).not.toMatch(/class="notice"/);
    expect(nearbyPage(nearby({ simulated: true }), 'en')).toContain(
      '<p class="notice">Simulated: no real machines, no real masks.</p>',
    );
    const closed = nearbyPage(nearby({ closed: { opensAt: '2026-11-27T05:30:00.000Z' } }), 'en');
    expect(closed).toContain('<strong>Closed. Opens Fri 27 Nov 08:30.</strong>');
    expect(nearbyPage(nearby({ closed: { opensAt: null } }), 'tr')).toContain(
      '<strong>Şu anda kapalı.</strong>',
    );
  });

  it('escapes what people typed', () => {
    const evil = `"><script>alert('1')</script>&`;
    const page = nearbyPage(nearby({ machines: [machine({ name: evil, district: evil })] }), 'tr');
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).toContain('&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;');
  });

  it('takes less than 100 KB: as it is with 200 machines of two products, and compressed with 2,000', () => {
    const products = ['adult', 'child'].map((product) => ({ product, stock: 'plenty' }) as const);
    const pageOf = (count: number) =>
      nearbyPage(
        nearby({
          machines: Array.from({ length: count }, (_, at) =>
            machine({ name: `Fahrettin Altay Meydanı ${at}`, district: `İlçe ${at % 30}`, products }),
          ),
        }),
        'tr',
      );
    expect(Buffer.byteLength(pageOf(200))).toBeLessThan(100 * 1024);
    expect(gzipSync(pageOf(2_000)).length).toBeLessThan(100 * 1024);
  });

  it('of a city without machines, or without a rule that gives anything, says so', () => {
    const page = nearbyPage(nearby({ machines: [], rules: [] }), 'en');
    expect(page).toContain('No machine has been set up yet.');
    expect(page).toContain('No masks are given out at the moment.');
  });
});

describe('how many one may take', () => {
  const words = (rule: Partial<PublicRule>, language: (typeof languages)[number], cards = 1) =>
    shareWords(nearby({ rules: [{ ...weekly, ...rule }], cards }), language);

  it.each([
    ['en', 'Adult masks: up to 5 masks in any 7 days, for each card'],
    ['tr', 'Yetişkin maskesi: her kart için her 7 gün içinde en çok 5 maske'],
    ['zh-TW', '成人口罩：每張卡任 7 天內最多 5 片'],
  ] as const)('is told in %s', (language, text) => {
    expect(words({}, language)).toEqual([text]);
  });

  it.each([
    [{ unit: 'hours', count: 36 }, 'in any 36 hours'],
    [{ unit: 'day', count: 1 }, 'a day'],
    [{ unit: 'week', count: 1 }, 'a week'],
    [{ unit: 'month', count: 1 }, 'a month'],
    [{ unit: 'weeks', count: 12 }, 'every 12 weeks'],
  ] as const)('knows the period %j', (period, text) => {
    expect(words({ period, masks: 1 }, 'en')).toEqual([`Adult masks: up to 1 mask ${text}, for each card`]);
  });

  it('names the kinds of card, how rules go together, and how many cards may pool', () => {
    const rules: PublicRule[] = [
      weekly,
      { ...weekly, products: ['adult', 'child'], schemes: ['izmirim', 'tckn'] },
    ];
    expect(shareWords(nearby({ rules, cards: 2 }), 'en').slice(1)).toEqual([
      'Adult masks and Child masks: up to 5 masks in any 7 days, for each card (İzmirim Kart and Turkish ID)',
      'All of these hold together.',
      'You may tap up to 2 cards in one visit.',
    ]);
  });
});

describe('the language', () => {
  it.each([
    [undefined, 'tr-TR,tr;q=0.9,en;q=0.8', 'tr'],
    [undefined, 'de-DE,de;q=0.9,zh;q=0.5,en;q=0.7', 'en'],
    [undefined, 'zh-HK', 'zh-TW'],
    [undefined, 'de, fr', 'en'],
    [undefined, 'tr;q=0, en', 'en'],
    [undefined, undefined, 'en'],
    ['zh-TW', 'tr', 'zh-TW'],
    ['klingon', 'tr', 'tr'],
  ])('asked as %s with a browser of %s is %s', (asked, accepted, language) => {
    expect(languageOf(asked, accepted)).toBe(language);
  });

  it.each(Object.entries(nearbyTexts))(
    'has a text of %s that fills in the same values in each',
    (_, texts) => {
      const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      for (const language of languages) {
        expect(texts[language].trim()).not.toBe('');
        expect(slots(texts[language])).toEqual(slots(texts.en));
      }
    },
  );
});
