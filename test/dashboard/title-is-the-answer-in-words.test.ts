import { createInstance } from 'i18next';
import { describe, expect, it } from 'vitest';
import { offersOf } from '../../dashboard/src/analyst/names.ts';
import { readAsked } from '../../dashboard/src/analyst/question.ts';
import { titleOf } from '../../dashboard/src/analyst/title.ts';
import { areas } from '../../dashboard/src/i18n/catalogue.ts';
import type { AnalyticsAnswer, AnalyticsChoices } from '../../protocol/http/analytics.ts';

async function speak(language: 'en' | 'tr' | 'zh-TW') {
  const translation = Object.fromEntries(
    Object.entries(areas).map(([area, texts]) => [area, texts[language]]),
  );
  const speaker = createInstance();
  await speaker.init({
    lng: language,
    resources: { [language]: { translation } },
    interpolation: { escapeValue: false },
  });
  return speaker.t;
}

async function titleIn(
  language: 'en' | 'tr' | 'zh-TW',
  address: string,
  answer: Partial<AnalyticsAnswer>,
  only?: string,
  because?: string,
  first?: string,
): Promise<string> {
  const whole: AnalyticsAnswer = {
    ...{ timeZone: 'UTC', source: 'ledger', asOf: null, waiting: 0, minCards: 10 },
    ...{ rows: [], steps: [] },
    ...{ keys: [{ key: '', value: answer.total?.value ?? 0 }], total: null, before: null },
    ...answer,
  };
  const asked = readAsked(new URLSearchParams(address));
  const parts = { asked, answer: whole, today: '2026-11-24', first, language, only, because };
  return titleOf({ ...parts, nameOf: (key) => key }, await speak(language));
}

describe('the title', () => {
  it('says since when there is anything to count, where the range begins before that', async () => {
    const given = { total: { value: 1245 } };
    const since = (language: 'en' | 'tr' | 'zh-TW', address: string, first: string) =>
      titleIn(language, address, given, undefined, undefined, first);
    expect(await since('en', '', '2026-11-23')).toBe(
      'The city gave 1,245 masks since Mon, 23 Nov 2026, when the books begin',
    );
    expect(await since('tr', '', '2026-11-23')).toContain(
      'kayıtların başladığı 23 Kas 2026 Pzt gününden beri',
    );
    expect(await since('zh-TW', '', '2026-11-23')).toContain('自 2026年11月23日週一 帳目開始以來');
    expect(await since('en', '', '2026-11-01')).toContain('in the last 7 days');
    expect(await since('en', 'range=today', '2026-11-24')).toContain('today');
  });

  it('says that a number is not told, and holds nothing against what is not', async () => {
    const hidden = { total: { value: null } };
    expect(await titleIn('en', '', hidden, 'Konak')).toBe(
      'Konak, in the last 7 days: too few cards for a number to be told',
    );
    expect(await titleIn('tr', '', hidden)).toContain('kadar az kart');
    expect(await titleIn('zh-TW', '', hidden)).toContain('卡數過少');
    const keys = [
      { key: 'Konak', value: 80, p95: 9, before: null },
      { key: 'Buca', value: null },
    ];
    expect(await titleIn('en', 'by=district', { keys, total: { value: 90 }, before: { value: null } })).toBe(
      'Konak gave the most in the last 7 days: 80 of 90 masks',
    );
    // Who is the slowest is not known where one is not told.
    const slow = await titleIn('en', 'by=district&measure=service', { keys, total: { value: 4, p95: 8 } });
    expect(slow).toBe(
      'The city served half of the people within 4 s in the last 7 days, and 95 of 100 within 8 s',
    );
  });

  it('says who gave how much when, and against the time before', async () => {
    const more = { total: { value: 1245 }, before: { value: 1055 } };
    expect(await titleIn('en', '', more, 'Konak')).toBe(
      'Konak gave 1,245 masks in the last 7 days, 18% more than the week before',
    );
    expect(await titleIn('tr', '', more, 'Konak')).toBe(
      'Konak son 7 günde 1.245 maske verdi, bir önceki haftaya göre %18 fazla',
    );
    expect(await titleIn('zh-TW', '', more)).toBe('最近 7 天，全市發放 1,245 片口罩，比前一週多 18%');
    const less = { total: { value: 50 }, before: { value: 100 } };
    expect(await titleIn('en', 'range=last28', less)).toContain('50% less than the 28 days before');
    const same = { total: { value: 1000 }, before: { value: 1001 } };
    expect(await titleIn('en', 'range=today', same)).toBe(
      'The city gave 1,000 masks today, as many as the day before by the same time',
    );
  });

  it('says nothing of a time before that is not known', async () => {
    expect(await titleIn('en', '', { total: { value: 5 } })).toBe('The city gave 5 masks in the last 7 days');
    expect(await titleIn('en', '', { total: { value: 5 }, before: { value: 0 } })).not.toContain('than');
  });

  it('holds the first of a split against its own time before, and names the one reason that is asked for', async () => {
    const keys = [
      { key: 'Konak', value: 118, before: 100 },
      { key: 'Bornova', value: 10, before: 400 },
    ];
    const answer = { total: { value: 128 }, before: { value: 500 }, keys };
    expect(await titleIn('en', 'by=district', answer)).toBe(
      'Konak gave the most in the last 7 days: 118 of 128 masks, 18% more than the week before',
    );
    expect(await titleIn('tr', 'by=district', answer)).toBe(
      'Son 7 günde en çok veren Konak: 128 maskenin 118 adedi, bir önceki haftaya göre %18 fazla',
    );
    const refused = { total: { value: 2310 } };
    const address = 'measure=refusals&reasons=no-stock';
    expect(await titleIn('en', address, refused, 'Karşıyaka', 'machine empty')).toBe(
      'Karşıyaka refused 2,310 times in the last 7 days (reason: machine empty)',
    );
  });

  it('names the first of a split, unless several are alike', async () => {
    const keys = [
      { key: 'İnciraltı', value: 60 },
      { key: 'Konak', value: 40 },
    ];
    const answer = { total: { value: 100 }, keys };
    expect(await titleIn('en', 'by=district', answer)).toBe(
      'İnciraltı gave the most in the last 7 days: 60 of 100 masks',
    );
    expect(await titleIn('tr', 'by=district', answer)).toBe(
      'Son 7 günde en çok veren İnciraltı: 100 maskenin 60 adedi',
    );
    const alike = { total: { value: 80 }, keys: keys.map(({ key }) => ({ key, value: 40 })) };
    expect(await titleIn('en', 'by=district', alike)).toBe('The city gave 80 masks in the last 7 days');
  });

  it('tells service as times, and nothing as nothing', async () => {
    const service = { total: { value: 8, p95: 20 }, keys: [{ key: '', value: 8, p95: 20 }] };
    expect(await titleIn('en', 'measure=service&range=yesterday', service)).toBe(
      'The city served half of the people within 8 s yesterday, and 95 of 100 within 20 s',
    );
    expect(await titleIn('en', 'measure=service', { keys: [] })).toBe(
      'The city has no service times in the last 7 days',
    );
    // Turkish has two letters i, and a sentence keeps its dot.
    expect(
      await titleIn('tr', 'measure=refusals&by=reason&range=today', {
        total: { value: 9 },
        keys: [{ key: 'x', value: 9 }],
      }),
    ).toBe('Bugün en çok ret: x, 9 retten 9 tanesi');
  });
});

it('names stand in the order of the Turkish alphabet', async () => {
  const districts = ['Zeytinlik', 'İnciraltı', 'Iğdır', 'Çiğli', 'Şirinyer', 'Cumaovası', 'Seferihisar'];
  const choices: AnalyticsChoices = {
    ...{ timeZone: 'UTC', today: '2026-11-24', first: '2026-11-01', products: [] },
    machines: districts.map((district, at) => ({ id: `m-${at}`, name: `${district} ${at}`, district })),
  };
  expect(offersOf(choices, await speak('en'), 'en').districts.map(({ label }) => label)).toEqual([
    ...['Cumaovası', 'Çiğli', 'Iğdır', 'İnciraltı', 'Seferihisar', 'Şirinyer', 'Zeytinlik'],
  ]);
});
