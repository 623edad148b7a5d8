/**
 * The texts of one area of the pages, in every language: English says which keys there are, and the compiler holds the
 * others to them. Used as `t('area.key')`.
 */
export function areaTexts<T extends Record<string, string>>(texts: {
  readonly en: T;
  readonly tr: Readonly<Record<keyof T, string>>;
  readonly 'zh-TW': Readonly<Record<keyof T, string>>;
}): {
  readonly en: Readonly<Record<keyof T, string>>;
  readonly tr: Readonly<Record<keyof T, string>>;
  readonly 'zh-TW': Readonly<Record<keyof T, string>>;
} {
  return texts;
}
