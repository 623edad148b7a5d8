/**
 * A text as a search compares it: lower case, without marks, and every i the same. Turkish has İ/i and I/ı as two
 * letters, and a phone's keyboard often gives the other one; so neither case nor dot may decide what is found.
 */
export function foldForSearch(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ı', 'i');
}

/** Whether every word of `query` stands somewhere in one of the texts. */
export function matchesSearch(query: string, texts: readonly string[]): boolean {
  const hay = foldForSearch(texts.join(' '));
  return foldForSearch(query)
    .split(/\s+/)
    .every((word) => hay.includes(word));
}
