import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { areas } from './catalogue.ts';
import { isLanguage, languageNames, type PageLanguage } from './languages.ts';

const storageKey = 'maskfleet-language';

/** Chooses the language: the one of last time, else the first of the browser's that we speak, else English. */
export async function startI18n(): Promise<void> {
  const wished = [localStorage.getItem(storageKey) ?? '', ...navigator.languages];
  const lng = wished.map(spoken).find((language) => language !== undefined) ?? 'en';
  await i18next.use(initReactI18next).init({
    lng,
    fallbackLng: 'en',
    resources: Object.fromEntries(
      Object.keys(languageNames).map((language) => [
        language,
        { translation: textsIn(language as PageLanguage) },
      ]),
    ),
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
  document.title = `${i18next.t('shell.title')} · Maskfleet`;
}

function textsIn(language: PageLanguage): Record<string, Readonly<Record<string, string>>> {
  return Object.fromEntries(Object.entries(areas).map(([area, texts]) => [area, texts[language]]));
}
