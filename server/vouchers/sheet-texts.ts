import type { Language } from '../../protocol/display/catalogue.ts';

/** What is printed beside a voucher's code; `{…}` is filled in. */
export const sheetTexts = {
  how: {
    tr: 'Herhangi bir makinede ürünü seçin ve bu kodu okutun.',
    en: 'At any machine, choose the product and hold this code to the reader.',
    'zh-TW': '在任一機器選擇品項，再掃描此條碼。',
  },
  masks: { tr: '{count} maske', en: '{count} masks', 'zh-TW': '{count} 片口罩' },
  dates: { tr: '{from} – {until}', en: '{from} – {until}', 'zh-TW': '{from}～{until}' },
  once: { tr: 'Bir kez geçer', en: 'Good once', 'zh-TW': '限用一次' },
  packs: { tr: '{count} paket', en: '{count} packs', 'zh-TW': '{count} 包' },
  title: { tr: 'Kuponlar: {name}', en: 'Vouchers: {name}', 'zh-TW': '兌換券：{name}' },
} as const satisfies Record<string, Record<Language, string>>;
