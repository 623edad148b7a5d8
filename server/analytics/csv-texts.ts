const en = {
  hour: 'Hour',
  day: 'Day',
  week: 'Week from',
  utc: 'Begins (UTC)',
  district: 'District',
  machine: 'Machine',
  name: 'Name',
  product: 'Product',
  reason: 'Reason',
  masks: 'Masks',
  vends: 'Vends',
  refusals: 'Refusals',
  median: 'Median (seconds, at most)',
  p95: '95th percentile (seconds, at most)',
  suppressed: 'Suppressed (cards)',
};

/** A head of the CSV's columns. */
export type CsvWord = keyof typeof en;

/** The heads of the CSV's columns, in every language of the pages. */
export const csvWords: Readonly<Record<'en' | 'tr' | 'zh-TW', Readonly<Record<CsvWord, string>>>> = {
  en,
  tr: {
    hour: 'Saat',
    day: 'Gün',
    week: 'Hafta başı',
    utc: 'Başlangıç (UTC)',
    district: 'İlçe',
    machine: 'Makine',
    name: 'Ad',
    product: 'Ürün',
    reason: 'Neden',
    masks: 'Maske',
    vends: 'Veriliş',
    refusals: 'Ret',
    median: 'Medyan (saniye, en çok)',
    p95: '95. yüzdelik (saniye, en çok)',
    suppressed: 'Gizlendi (kart)',
  },
  'zh-TW': {
    hour: '小時',
    day: '日期',
    week: '週起日',
    utc: '開始（UTC）',
    district: '行政區',
    machine: '機器',
    name: '名稱',
    product: '品項',
    reason: '原因',
    masks: '口罩片數',
    vends: '發放次數',
    refusals: '拒絕次數',
    median: '中位數（秒，至多）',
    p95: '第 95 百分位（秒，至多）',
    suppressed: '不予公布（卡數）',
  },
};
