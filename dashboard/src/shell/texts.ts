import { areaTexts } from '../i18n/area-texts.ts';

/** Texts of what stands around each page. */
export const shellTexts = areaTexts({
  en: {
    skip: 'Skip to the page',
    pages: 'Pages',
    title: 'Free masks',
    subtitle: 'What the machines of the city give out',
    language: 'Language',
    overview: 'Overview',
    notFound: 'There is no such page',
    notFoundHint: 'The address may be mistyped, or the page has moved.',
  },
  tr: {
    skip: 'Sayfaya geç',
    pages: 'Sayfalar',
    title: 'Ücretsiz maske',
    subtitle: 'Şehirdeki makinelerin dağıttıkları',
    language: 'Dil',
    overview: 'Genel bakış',
    notFound: 'Böyle bir sayfa yok',
    notFoundHint: 'Adres yanlış yazılmış ya da sayfa taşınmış olabilir.',
  },
  'zh-TW': {
    skip: '跳到內容',
    pages: '頁面',
    title: '免費口罩',
    subtitle: '全市機器的發放情形',
    language: '語言',
    overview: '總覽',
    notFound: '沒有這個頁面',
    notFoundHint: '網址可能有誤，或頁面已移動。',
  },
});
