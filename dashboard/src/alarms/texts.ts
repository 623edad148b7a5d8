import { areaTexts } from '../i18n/area-texts.ts';

/** Texts of the page of alarms; each kind's sentence stands among the events of a machine. */
export const alarmsTexts = areaTexts({
  en: {
    page: 'Alarms',
    hint: 'What somebody must hear of, newest first. Some end by themselves, and say when.',
    loading: 'The alarms are being fetched',
    none: 'There has been no alarm yet. Empty, jammed and silent machines are no alarms; they stand here:',
    toHands: 'Needs a hand now',
    noneHere: 'There has been no alarm of this machine.',
  },
  tr: {
    page: 'Alarmlar',
    hint: 'Birinin mutlaka duyması gerekenler, en yenisi üstte. Kimi kendiliğinden biter ve ne zaman bittiğini söyler.',
    loading: 'Alarmlar alınıyor',
    none: 'Henüz alarm olmadı. Boş, sıkışmış ya da sessiz makineler alarm değildir; onlar burada:',
    toHands: 'Şimdi ilgi bekleyenler',
    noneHere: 'Bu makinede alarm olmadı.',
  },
  'zh-TW': {
    page: '警報',
    hint: '必須有人知道的事，最新的在前。有些會自行結束，並註明時間。',
    loading: '正在讀取警報',
    none: '尚無警報。缺貨、卡住或失聯的機器不算警報，請見：',
    toHands: '現在需要處理',
    noneHere: '此機器沒有警報。',
  },
});
