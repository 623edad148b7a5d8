import { areaTexts } from '../i18n/area-texts.ts';

/** Texts about a card in somebody's hand: its number, and letting go of what names it. */
export const cardTexts = areaTexts({
  en: {
    doubtful:
      'The check digit of this number does not fit. Numbers issued since October 2020 have none; hold it against the card once more.',
    ask: 'Erase what names this card …',
    title: 'Erase what names this card?',
    books:
      'The masks stay counted, and nothing tells any more whose they were. What a rule still counts keeps the name until then, so that nobody has a share again by being erased. It cannot be undone.',
    do: 'Erase',
    erased: 'Erased: {{n}} charges name the card no more.',
    erased_one: 'Erased: {{n}} charge names the card no more.',
    more: 'With them went {{boxes}} sealed cards of vends and {{requests}} requests.',
    counted: '{{n}} charges are still counted',
    counted_one: '{{n}} charge is still counted',
    until: 'until {{when}}. Ask again then; without it they go when their time to be kept is over.',
    again: 'Ask again when no rule counts them any more.',
    open: '{{n}} vends have not ended. Ask again when they have.',
    open_one: '{{n}} vend has not ended. Ask again when it has.',
    lists: 'The card is still on lists: {{lists}}. Who made them can take it off.',
  },
  tr: {
    doubtful:
      'Bu numaranın denetim hanesi tutmuyor. Ekim 2020’den sonra verilenlerde yoktur; kartla bir kez daha karşılaştırın.',
    ask: 'Bu kartı tanıtan kayıtları sil …',
    title: 'Bu kartı tanıtan kayıtlar silinsin mi?',
    books:
      'Maskeler sayılmaya devam eder, kime verildikleri artık anlaşılmaz. Bir kuralın hâlâ saydığı kayıtlar o zamana kadar adını korur; böylece kimse silinerek yeniden pay alamaz. Geri alınamaz.',
    do: 'Sil',
    erased: 'Silindi: {{n}} kayıt artık kartı tanıtmıyor.',
    more: 'Ayrıca {{boxes}} mühürlü kart ve {{requests}} istek silindi.',
    counted: '{{n}} kayıt hâlâ sayılıyor',
    until: '{{when}} tarihine kadar. O zaman yeniden isteyin; istenmezse saklama süresi dolunca silinir.',
    again: 'Hiçbir kural saymayınca yeniden isteyin.',
    open: '{{n}} verme henüz bitmedi. Bitince yeniden isteyin.',
    lists: 'Kart hâlâ şu listelerde: {{lists}}. Listeyi hazırlayan çıkarabilir.',
  },
  'zh-TW': {
    doubtful: '此號碼的檢查碼不符。2020 年 10 月後核發的號碼沒有檢查碼，請再與卡片核對一次。',
    ask: '刪除可識別此卡的資料 …',
    title: '要刪除可識別此卡的資料嗎？',
    books:
      '口罩數量仍會計入，但不再顯示屬於誰。規則仍在計算的紀錄會保留到期滿為止，以免有人藉刪除再次領取。此操作無法復原。',
    do: '刪除',
    erased: '已刪除：{{n}} 筆領取紀錄不再指向此卡。',
    more: '同時刪除 {{boxes}} 份密封卡號與 {{requests}} 筆請求。',
    counted: '{{n}} 筆紀錄仍在計算中',
    until: '至 {{when}} 為止。屆時請再次申請；若未申請，保存期滿後會自動刪除。',
    again: '待規則不再計算後，請再次申請。',
    open: '{{n}} 次出貨尚未結束，結束後請再次申請。',
    lists: '此卡仍在名單上：{{lists}}。可由名單製作者移除。',
  },
});
