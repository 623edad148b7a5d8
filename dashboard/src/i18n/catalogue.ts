/** The languages of the pages, each by its own name. */
export const languageNames = { tr: 'Türkçe', en: 'English', 'zh-TW': '繁體中文' } as const;
export type PageLanguage = keyof typeof languageNames;

export function isLanguage(text: string): text is PageLanguage {
  return text in languageNames;
}

const en = {
  title: 'Free masks',
  subtitle: 'What the machines of the city give out',
  language: 'Language',
  masksToday: 'Masks today',
  masksTotal: 'Masks in all',
  unit: 'masks',
  newest: 'Newest vend {{ago}}',
  noneYet: 'No vend yet',
  source: 'Figures from {{source}}',
  sourceLedger: 'the ledger',
  feed: 'Just given out',
  feedEmpty: 'Nothing yet. The first mask appears here the moment it falls.',
  feedItem: '{{pieces}} × {{product}}',
  late: 'booked late',
  offline: 'given offline',
  staff: 'test by staff',
  influxDown:
    'InfluxDB does not answer. These figures come from the ledger and are right; {{count}} vends wait for it.',
  figuresLate: 'The figures are late: {{count}} vends are on their way into them.',
  influxOff: 'InfluxDB is off; the figures come from the ledger.',
  rejected: 'InfluxDB refuses {{count}} points; they were set aside.',
  simulated: 'Simulated time: no real machines, no real masks.',
  disconnected:
    'No connection to the server since {{ago}}. What you see is from then; it comes back by itself.',
  loading: 'The figures are being fetched',
  failed: 'The figures could not be fetched. The server may be starting; this page tries again.',
} as const;

type Texts = Record<keyof typeof en, string>;

const tr: Texts = {
  title: 'Ücretsiz maske',
  subtitle: 'Şehirdeki makinelerin dağıttıkları',
  language: 'Dil',
  masksToday: 'Bugün verilen maske',
  masksTotal: 'Toplam maske',
  unit: 'maske',
  newest: 'Son veriliş {{ago}}',
  noneYet: 'Henüz verilmedi',
  source: 'Rakamların kaynağı: {{source}}',
  sourceLedger: 'kayıt defteri',
  feed: 'Az önce verilenler',
  feedEmpty: 'Henüz yok. İlk maske düştüğü anda burada görünür.',
  feedItem: '{{pieces}} × {{product}}',
  late: 'sonradan işlendi',
  offline: 'ağ yokken verildi',
  staff: 'görevli denemesi',
  influxDown:
    'InfluxDB yanıt vermiyor. Bu rakamlar kayıt defterinden ve doğru; {{count}} veriliş onu bekliyor.',
  figuresLate: 'Rakamlar gecikmeli: {{count}} veriliş yolda.',
  influxOff: 'InfluxDB kapalı; rakamlar kayıt defterinden geliyor.',
  rejected: 'InfluxDB {{count}} noktayı kabul etmiyor; kenara ayrıldı.',
  simulated: 'Benzetilmiş zaman: gerçek makine yok, gerçek maske yok.',
  disconnected: 'Sunucuyla bağlantı {{ago}} koptu. Gördükleriniz o andan; kendiliğinden geri gelir.',
  loading: 'Rakamlar alınıyor',
  failed: 'Rakamlar alınamadı. Sunucu açılıyor olabilir; sayfa yeniden dener.',
};

const zhTW: Texts = {
  title: '免費口罩',
  subtitle: '全市機器的發放情形',
  language: '語言',
  masksToday: '今日發放口罩',
  masksTotal: '累計發放口罩',
  unit: '片',
  newest: '最近一次發放：{{ago}}',
  noneYet: '尚未發放',
  source: '數字來源：{{source}}',
  sourceLedger: '總帳',
  feed: '剛剛發放',
  feedEmpty: '目前沒有。第一片口罩掉出時會立即顯示在這裡。',
  feedItem: '{{product}} {{pieces}} 片',
  late: '延後入帳',
  offline: '離線發放',
  staff: '人員測試',
  influxDown: 'InfluxDB 沒有回應。這些數字來自總帳，正確無誤；{{count}} 筆發放等待寫入。',
  figuresLate: '數字稍有延遲：{{count}} 筆發放正在寫入。',
  influxOff: 'InfluxDB 未啟用；數字來自總帳。',
  rejected: 'InfluxDB 拒絕 {{count}} 筆資料，已另行保存。',
  simulated: '模擬時間：沒有真實機器，也沒有真實口罩。',
  disconnected: '自 {{ago}} 起與伺服器中斷連線。畫面為當時的資料，會自動恢復。',
  loading: '正在讀取數字',
  failed: '無法讀取數字。伺服器可能正在啟動，本頁會自動重試。',
};

/** Every text of the pages, in every language. */
export const texts: Record<PageLanguage, Texts> = { tr, en, 'zh-TW': zhTW };
