/** Languages that a machine can speak. */
export const languages = ['tr', 'en', 'zh-TW'] as const;
export type Language = (typeof languages)[number];

/**
 * Every text on a machine's display, in each language; `{…}` is filled in. At most 160 bytes of UTF-8 when filled
 * (serial.md, DISPLAY), which a test measures. One sentence: what to do or what happened, then when. Never a part
 * of a card's number, never blame.
 */
export const displayTexts = {
  idle: {
    tr: 'Ücretsiz maske için kartınızı okutun',
    en: 'Tap your card for free masks',
    'zh-TW': '請感應卡片，免費領口罩',
  },
  idleChoice: {
    tr: 'Seçin, sonra kartınızı okutun',
    en: 'Choose, then tap',
    'zh-TW': '請先選擇，再感應卡片',
  },
  chooseNow: { tr: 'Şimdi ürünü seçin', en: 'Now choose what you need', 'zh-TW': '請選擇品項' },
  tapNow: { tr: 'Şimdi kartınızı okutun', en: 'Now tap your card', 'zh-TW': '請感應卡片' },
  moreCards: {
    tr: 'Başka kart varsa şimdi okutun',
    en: 'More cards? Tap them now',
    'zh-TW': '還有其他卡片嗎？請現在感應',
  },
  asking: { tr: 'Bir saniye lütfen', en: 'One moment', 'zh-TW': '請稍候' },
  granted: {
    tr: '{pieces} maskeniz aşağıda, buyurun',
    en: 'Take your {pieces} masks below',
    'zh-TW': '請在下方領取您的 {pieces} 片口罩',
  },
  behindFlap: {
    tr: 'Görmüyor musunuz? Kapağın arkasına bakın',
    en: 'Not there? Look behind the flap',
    'zh-TW': '沒看到嗎？請看擋板後方',
  },
  partial: {
    tr: '{pieces}/{of} maske çıktı. Kalanı hakkınızdır.',
    en: '{pieces} of {of} came out. The rest stays yours.',
    'zh-TW': '已出 {pieces}／{of} 片，其餘仍屬於您。',
  },
  nothing: {
    tr: 'Maske çıkmadı. Hakkınızdan düşülmedi.',
    en: 'Nothing came out. Nothing was taken from your share.',
    'zh-TW': '口罩沒有掉出，您的份額未扣除。',
  },
  claimGiven: {
    tr: 'Özür dileriz. Kartınızı yeniden okutun, burada ya da başka makinede.',
    en: 'Sorry. Tap your card again, here or at another machine.',
    'zh-TW': '很抱歉，請在此或其他機器再次感應卡片。',
  },
  claimNoted: {
    tr: 'Not edildi. Kapağın arkasına bakın; yoksa görevliye kartınızı gösterin.',
    en: 'Noted. Look behind the flap; if nothing is there, show staff your card.',
    'zh-TW': '已記錄。請看擋板後方；若沒有，請向人員出示卡片。',
  },
  claimKept: {
    tr: 'Not edildi, ağ gelince bakılır. Kapağın arkasına da bakın.',
    en: 'Noted, and looked at once the network is back. Look behind the flap, too.',
    'zh-TW': '已記錄，網路恢復後處理。也請看擋板後方。',
  },
  outOfOrder: {
    tr: 'Arızalı. Hakkınızdan düşülmedi.',
    en: 'Out of order. Nothing was taken from your share.',
    'zh-TW': '機器故障，您的份額未扣除。',
  },
  waitingForNetwork: {
    tr: 'Makine önce ağa bağlanmalı. Lütfen daha sonra gelin.',
    en: 'This machine has to reach its network first. Please come back later.',
    'zh-TW': '機器須先連上網路，請稍後再來。',
  },
  interrupted: {
    tr: 'Arıza oldu. Çıkmayan maske hakkınızda kalır.',
    en: 'Interrupted. What did not come out stays yours.',
    'zh-TW': '作業中斷，未掉出的口罩仍屬於您。',
  },
  offlineIdle: {
    tr: 'Ağ yok: kart başına en çok {pieces} maske. Kartınızı okutun',
    en: 'No network: up to {pieces} masks a card. Tap your card',
    'zh-TW': '沒有網路：每卡最多 {pieces} 片，請感應卡片',
  },
  offlineIdleChoice: {
    tr: 'Ağ yok: kart başına en çok {pieces} maske. Seçin, sonra okutun',
    en: 'No network: up to {pieces} masks a card. Choose, then tap',
    'zh-TW': '沒有網路：每卡最多 {pieces} 片，請先選擇，再感應卡片',
  },
  offlineRefused: {
    tr: 'Ağ yok. Lütfen daha sonra gelin.',
    en: 'No network. Please come back later.',
    'zh-TW': '沒有網路，請稍後再來。',
  },
  offlineGranted: {
    tr: 'Ağ yok: bugün {pieces} maske, aşağıda',
    en: 'No network: {pieces} masks today, below',
    'zh-TW': '沒有網路：今天可領 {pieces} 片，請在下方領取',
  },
  offlineUsed: {
    tr: 'Ağ yok. Bu kart payını aldı, lütfen daha sonra gelin.',
    en: 'No network. This card has had its share; please come back later.',
    'zh-TW': '沒有網路，此卡已領取，請稍後再來。',
  },
  balance: {
    tr: '{product}: {pieces} maske',
    en: '{product}: {pieces} masks',
    'zh-TW': '{product}：{pieces} 片',
  },
  balanceNone: {
    tr: '{product}: {when} sonrası',
    en: '{product}: from {when}',
    'zh-TW': '{product}：{when} 起',
  },
  quota: {
    tr: 'Hakkınızı aldınız. {when} tarihinde yine gelin.',
    en: 'You have had your masks. Come back {when}.',
    'zh-TW': '您已領取口罩，請於 {when} 再來。',
  },
  quotaEnded: {
    tr: 'Bu karta düşen maskelerin hepsi alındı.',
    en: 'All masks for this card have been given.',
    'zh-TW': '此卡的口罩已全部領取。',
  },
  quotaHidden: {
    tr: 'Bu kart hakkını aldı. Ne zaman geleceğinizi görmek için kartı okutun.',
    en: 'This card has had its masks. Tap the card itself to see when to come back.',
    'zh-TW': '此卡已領取口罩。請感應實體卡片查詢下次領取時間。',
  },
  'not-eligible': {
    tr: 'Bu kart türü burada geçmiyor. Görevliye sorun.',
    en: 'This kind of card is not served here. Please ask the staff.',
    'zh-TW': '此處不受理這種卡片，請洽服務人員。',
  },
  'bad-id': {
    tr: 'Kart okunamadı. Yeniden deneyin.',
    en: 'Card not read. Try again.',
    'zh-TW': '卡片讀取失敗，請再試一次。',
  },
  blocked: {
    tr: 'Bu kart kullanılamıyor. Lütfen görevliye sorun.',
    en: 'This card cannot be used. Please ask the staff.',
    'zh-TW': '此卡無法使用，請洽服務人員。',
  },
  'not-your-day': {
    tr: 'Sıra günü değil. {when} tarihinde gelin.',
    en: 'Not your day today. Come on {when}.',
    'zh-TW': '今天尚未輪到您，請於 {when} 前來。',
  },
  closed: {
    tr: 'Kapalı. Açılış: {when}.',
    en: 'Closed. Opens {when}.',
    'zh-TW': '目前未開放，{when} 開放。',
  },
  notYourDayUndated: {
    tr: 'Sıra günü değil. Gününüzü görmek için kartı okutun.',
    en: 'Not your day today. Tap the card itself to see your day.',
    'zh-TW': '今天尚未輪到您。請感應實體卡片查詢日期。',
  },
  closedUndated: {
    tr: 'Şu an kapalı. Lütfen açık saatlerde gelin.',
    en: 'Closed now. Please come in the opening hours.',
    'zh-TW': '目前未開放，請於開放時間前來。',
  },
  'machine-locked': {
    tr: 'Makine şu an hizmet dışı.',
    en: 'This machine is out of service for now.',
    'zh-TW': '此機器暫停服務。',
  },
  'no-stock': { tr: 'Burada maske kalmadı.', en: 'Empty here.', 'zh-TW': '此機器已無口罩。' },
  'no-policy': {
    tr: 'Bu ürün şu an verilmiyor.',
    en: 'This product is not given out now.',
    'zh-TW': '目前不發放此品項。',
  },
  'too-many': {
    tr: 'Çok fazla kart. Lütfen daha az kartla deneyin.',
    en: 'Too many cards. Please try with fewer.',
    'zh-TW': '卡片太多，請減少張數再試。',
  },
  busy: {
    tr: 'Yoğunluk var. Bir dakika sonra deneyin.',
    en: 'Many people. Try again in a minute.',
    'zh-TW': '目前人多，請一分鐘後再試。',
  },
  numbersClosed: {
    tr: 'Şu an burada yalnız okutulan kartlar geçer. Kartınızı okutun ya da görevliye sorun.',
    en: 'Only cards that are tapped are served here for now. Tap yours, or ask the staff.',
    'zh-TW': '目前此處僅受理感應卡片，請感應卡片或洽服務人員。',
  },
  capReached: {
    tr: 'Bu makine şimdilik verebileceğini verdi. {when} gelin ya da başka makineye gidin.',
    en: 'This machine has given all it may for now. Come back {when}, or try another.',
    'zh-TW': '此機器目前已達發放上限，請於 {when} 再來，或至其他機器。',
  },
  expired: {
    tr: 'Süre doldu. Yeniden okutun.',
    en: 'Too late. Please tap again.',
    'zh-TW': '逾時，請再感應一次。',
  },
  'bad-request': {
    tr: 'Olmadı. Lütfen yeniden deneyin.',
    en: 'That did not work. Please try again.',
    'zh-TW': '未能完成，請再試一次。',
  },
  voucherUnread: {
    tr: 'Kupon okunamadı. Yeniden deneyin.',
    en: 'Voucher not read. Try again.',
    'zh-TW': '兌換券讀取失敗，請再試一次。',
  },
  voucherUsed: {
    tr: 'Bu kupon kullanıldı, maskeleri alındı.',
    en: 'This voucher has been used: its masks were given.',
    'zh-TW': '此兌換券已使用，口罩已領取。',
  },
  voucherBlocked: {
    tr: 'Bu kupon artık geçmiyor. Lütfen görevliye sorun.',
    en: 'This voucher is no longer good. Please ask the staff.',
    'zh-TW': '此兌換券已停用，請洽服務人員。',
  },
  voucherElsewhere: {
    tr: 'Bu kupon bu ürün için değil. Başka ürün seçin ya da görevliye sorun.',
    en: 'This voucher is not for this product. Choose another, or ask the staff.',
    'zh-TW': '此兌換券不適用於此品項，請選擇其他品項或洽服務人員。',
  },
  voucherEarly: {
    tr: 'Bu kuponun başlangıcı: {when}. O zaman yine gelin.',
    en: 'This voucher begins {when}. Come back then.',
    'zh-TW': '此兌換券自 {when} 起可用，屆時請再來。',
  },
  voucherNotYet: {
    tr: 'Bu kupon henüz geçerli değil. Tarihi üzerinde yazar.',
    en: 'This voucher is not good yet. Its dates are printed on it.',
    'zh-TW': '此兌換券尚未生效，日期印於券上。',
  },
  voucherExpired: {
    tr: 'Bu kuponun süresi doldu.',
    en: 'This voucher has expired.',
    'zh-TW': '此兌換券已過期。',
  },
  offlineVoucher: {
    tr: 'Ağ yok: kuponlar şu an denetlenemiyor. Lütfen daha sonra gelin.',
    en: 'No network: vouchers cannot be checked now. Please come back later.',
    'zh-TW': '沒有網路，目前無法查驗兌換券，請稍後再來。',
  },
  locked: { tr: 'Hizmet dışı', en: 'Out of service', 'zh-TW': '暫停服務' },
  starting: { tr: 'Açılıyor, lütfen bekleyin', en: 'Starting, please wait', 'zh-TW': '啟動中，請稍候' },
} as const satisfies Record<string, Record<Language, string>>;

export type DisplayKey = keyof typeof displayTexts;
