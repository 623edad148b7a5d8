import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldForSearch, matchesSearch } from '../../dashboard/src/machines/fold.ts';

it.each([
  ['istasyon', 'İstasyon'],
  ['İSTASYON', 'istasyon'],
  ['ılıca', 'ILICA'],
  ['ILICA', 'ılıca'],
  ['ilica', 'Ilıca Metro'],
  ['karsiyaka', 'Karşıyaka İskele'],
  ['KARŞIYAKA', 'karşıyaka'],
  ['ucyol', 'Üçyol Metro'],
  ['metro konak', 'Konak Metro'],
  ['  konak ', 'Konak Metro'],
  ['捷運', '臺北捷運站'],
  ['', 'anything'],
])('%j finds %j', (query, name) => {
  expect(matchesSearch(query, [name])).toBe(true);
});

it.each([
  ['bornova', 'Konak Metro'],
  ['konak pier', 'Konak Metro'],
])('%j does not find %j', (query, name) => {
  expect(matchesSearch(query, [name])).toBe(false);
});

it('words may stand in different texts of one machine', () => {
  expect(matchesSearch('metro karşı', ['Halkapınar Metro', 'Karşıyaka', 'izmir-01'])).toBe(true);
});

it('is the same for a text in either case of Turkish, and folding twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'abcçdeğıijoöşuüİIŞĞÇÖÜ -3') }), (text) => {
      const folded = foldForSearch(text);
      expect(foldForSearch(text.toLocaleUpperCase('tr'))).toBe(folded);
      expect(foldForSearch(text.toLocaleLowerCase('tr'))).toBe(folded);
      expect(foldForSearch(folded)).toBe(folded);
    }),
  );
});
