import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { isLanguage, type PageLanguage, texts } from './catalogue.ts';

const storageKey = 'maskfleet-language';

/** Chooses the language: the one of last time, else the first of the browser's that we speak, else English. */
export async function startI18n(): Promise<void> {
  const wished = [localStorage.getItem(storageKey) ?? '', ...navigator.languages];
  const lng = wished.map(spoken).find((language) => language !== undefined) ?? 'en';
  await i18next.use(initReactI18next).init({
    lng,
    fallbackLng: 'en',
    resources: Object.fromEntries(Object.entries(texts).map(([language, translation]) => [language, { translation }])),
    // React escapes by itself.
    interpolation: { escapeValue: false },
  });
  mark(lng);
  i18next.on('languageChanged', (language) => {
    localStorage.setItem(storageKey, language);
    mark(language);
  });
}

function spoken(wish: string): PageLanguage | undefined {
  if (isLanguage(wish)) return wish;
  if (/^zh/i.test(wish)) return 'zh-TW';
  const short = wish.slice(0, 2).toLowerCase();
  return isLanguage(short) ? short : undefined;
}

function mark(language: string): void {
  document.documentElement.lang = language;
  document.title = `${i18next.t('title')} · Maskfleet`;
}
