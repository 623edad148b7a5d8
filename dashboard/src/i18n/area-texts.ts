/**
 * The texts of one area of the pages, in every language: English says which keys there are, and the compiler holds the
 * others to them. Used as `t('area.key')`. English alone has `key_one` beside a `key`, where one is told in other words
 * than many: Turkish and Chinese count without a plural. It is chosen by a numeric `count` (see `counted`).
 */
export function areaTexts<T extends Record<string, string>>(texts: {
  readonly en: T;
  readonly tr: Others<T>;
  readonly 'zh-TW': Others<T>;
}): {
  readonly en: Readonly<Record<keyof T, string>>;
  readonly tr: Others<T>;
  readonly 'zh-TW': Others<T>;
} {
  return texts;
}

type Others<T> = Readonly<Record<Exclude<keyof T, `${string}_one`>, string>>;
