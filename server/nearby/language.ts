import { type Language, languages } from '../../protocol/display/catalogue.ts';

/** The language of a page: the one that its address names, else the browser's first that we speak, else English. */
export function languageOf(asked: string | undefined, accepted: string | undefined): Language {
  const wishes = (accepted ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const weight = parameters.map((one) => /^\s*q=([\d.]+)$/.exec(one)?.[1]).find(Boolean);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const known = [asked ?? '', ...wishes.map(({ tag }) => tag)].map(spoken);
  return known.find((language) => language !== undefined) ?? 'en';
}

function spoken(tag: string): Language | undefined {
  const short = tag.slice(0, 2).toLowerCase();
  return short === 'zh' ? 'zh-TW' : languages.find((language) => language === short);
}
