import { createInstance } from 'i18next';
import { expect, it } from 'vitest';
import { failureWords } from '../../dashboard/src/api/failure-words.ts';
import { ApiFailure } from '../../dashboard/src/api/fetch-json.ts';
import { areas } from '../../dashboard/src/i18n/catalogue.ts';

async function speak(lng: 'en' | 'tr' | 'zh-TW') {
  const translation = Object.fromEntries(Object.entries(areas).map(([area, texts]) => [area, texts[lng]]));
  const speaker = createInstance();
  await speaker.init({
    ...{ lng, resources: { [lng]: { translation } }, interpolation: { escapeValue: false } },
  });
  return speaker.t;
}
const failure = (code: string, seconds?: number) =>
  new ApiFailure(409, { code, message: 'The words of the server.' }, seconds);

it.each([
  ['en', 'There is no such machine any more.', 'The server could not do this (NEWER_THAN_US).'],
  ['tr', 'Böyle bir makine artık yok.', 'Sunucu bunu yapamadı (NEWER_THAN_US).'],
  ['zh-TW', '已沒有這台機器。', '伺服器無法完成（NEWER_THAN_US）。'],
] as const)(
  'in %s a known code has its sentence, and any other the general one',
  async (language, known, other) => {
    const t = await speak(language);
    expect(failureWords(t, failure('MACHINE_UNKNOWN'))).toBe(known);
    expect(failureWords(t, failure('NEWER_THAN_US'))).toBe(other);
  },
);

it('a code that is the name of another text, or of what every object has, is no sentence', async () => {
  const t = await speak('en');
  for (const code of ['other', 'noAnswer', 'constructor', '__proto__', ''])
    expect(failureWords(t, failure(code))).toBe(`The server could not do this (${code}).`);
});

it('a wait says how long, and silence is silence', async () => {
  const t = await speak('en');
  expect(failureWords(t, failure('WAIT', 7))).toContain('Wait 7 s');
  expect(failureWords(t, new TypeError('Failed to fetch'))).toContain('does not answer');
});
