/** The languages of the pages, each by its own name. */
export const languageNames = { tr: 'Türkçe', en: 'English', 'zh-TW': '繁體中文' } as const;
export type PageLanguage = keyof typeof languageNames;

export function isLanguage(text: string): text is PageLanguage {
  return text in languageNames;
}
