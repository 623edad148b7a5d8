import type { Language } from './catalogue.ts';

/**
 * Every text of the page for citizens, in each language; `{…}` is filled in, and escaped, by the page. Words that a
 * person understands who was never told anything of machines.
 */
export const nearbyTexts = {
  title: {
    tr: 'Yakınımdaki ücretsiz maske',
    en: 'Free masks near me',
    'zh-TW': '附近的免費口罩',
  },
  asOf: { tr: '{when} itibarıyla.', en: 'As of {when}.', 'zh-TW': '{when} 的情況。' },
  again: { tr: 'Yeniden bak', en: 'Look again', 'zh-TW': '重新查看' },
  languages: { tr: 'Dil', en: 'Language', 'zh-TW': '語言' },
  nearestFirst: { tr: 'Bana en yakını göster', en: 'Show the nearest to me', 'zh-TW': '顯示離我最近的' },
  staysHere: {
    tr: 'Bulunduğunuz yer telefonunuzda kalır, bize gönderilmez.',
    en: 'Where you are stays on your phone and is not sent to us.',
    'zh-TW': '您的位置只留在手機上，不會傳給我們。',
  },
  looking: { tr: 'Yeriniz bulunuyor…', en: 'Finding where you are…', 'zh-TW': '正在取得您的位置…' },
  found: {
    tr: 'Maske bulunan en yakın yer: {name}, {distance}',
    en: 'Nearest with masks: {name}, {distance}',
    'zh-TW': '最近有口罩的地點：{name}，{distance}',
  },
  foundNone: {
    tr: 'Şu anda maskesi olduğu bilinen bir makine yok.',
    en: 'No machine is known to have masks right now.',
    'zh-TW': '目前沒有已知有口罩的機器。',
  },
  notFound: {
    tr: 'Telefonunuz yerini bildirmedi. İlçelere göre liste aşağıda.',
    en: 'Your phone did not say where it is. The list by district is below.',
    'zh-TW': '手機未提供位置，請查看下方依行政區排列的清單。',
  },
  byDistance: { tr: 'Yakından uzağa', en: 'Nearest first', 'zh-TW': '由近到遠' },
  simulated: {
    tr: 'Benzetim: gerçek makine yok, gerçek maske yok.',
    en: 'Simulated: no real machines, no real masks.',
    'zh-TW': '模擬：沒有真實機器，也沒有真實口罩。',
  },
  closedNow: { tr: 'Şu anda kapalı.', en: 'Closed at the moment.', 'zh-TW': '目前未開放。' },
  districts: { tr: 'İlçeler', en: 'Districts', 'zh-TW': '行政區' },
  elsewhere: { tr: 'Diğer yerler', en: 'Other places', 'zh-TW': '其他地點' },
  noMachines: {
    tr: 'Henüz kurulmuş makine yok.',
    en: 'No machine has been set up yet.',
    'zh-TW': '尚未設置任何機器。',
  },
  stock_plenty: { tr: 'Bol', en: 'Plenty', 'zh-TW': '充足' },
  stock_some: { tr: 'Var', en: 'Some', 'zh-TW': '尚有' },
  stock_few: { tr: 'Az kaldı', en: 'Few left', 'zh-TW': '所剩不多' },
  stock_none: { tr: 'Şu anda yok', en: 'None right now', 'zh-TW': '目前沒有' },
  stock_closed: { tr: 'Hizmet dışı', en: 'Out of service', 'zh-TW': '暫停服務' },
  stock_unknown: { tr: 'Bilinmiyor', en: 'Not known', 'zh-TW': '不明' },
  lastHeard: { tr: 'son haber {when}', en: 'last heard {when}', 'zh-TW': '最後回報 {when}' },
  mayChange: {
    tr: 'Siz varana kadar durum değişebilir.',
    en: 'This may change before you get there.',
    'zh-TW': '您抵達前情況可能改變。',
  },
  share: { tr: 'Kaç maske alabilirim?', en: 'How many may I take?', 'zh-TW': '我可以領幾片？' },
  rule: {
    tr: '{products}: her kart{schemes} için {period} en çok {masks}',
    en: '{products}: {masks} {period}, for each card{schemes}',
    'zh-TW': '{products}：每張卡{schemes}{period}最多 {masks}',
  },
  masks: { tr: '{n} maske', en: 'up to {n} masks', 'zh-TW': '{n} 片' },
  masksOne: { tr: '{n} maske', en: 'up to {n} mask', 'zh-TW': '{n} 片' },
  schemes: { tr: ' ({list})', en: ' ({list})', 'zh-TW': '（{list}）' },
  ages: { tr: '{from}–{to} yaş', en: 'ages {from} to {to}', 'zh-TW': '{from} 至 {to} 歲' },
  agesFrom: { tr: '{from} yaş ve üzeri', en: 'ages {from} and over', 'zh-TW': '{from} 歲以上' },
  agesTo: { tr: '{to} yaşa kadar', en: 'ages up to {to}', 'zh-TW': '{to} 歲以下' },
  mapHint: {
    tr: 'Makinenin adına dokununca yeri haritada açılır.',
    en: 'The name of a machine opens its place on a map.',
    'zh-TW': '點選機器名稱可在地圖上查看位置。',
  },
  period_days: { tr: 'her {length} içinde', en: 'in any {length}', 'zh-TW': '任 {length}內' },
  period_hours: { tr: 'her {length} içinde', en: 'in any {length}', 'zh-TW': '任 {length}內' },
  period_day: { tr: 'günde', en: 'a day', 'zh-TW': '每日' },
  period_week: { tr: 'haftada', en: 'a week', 'zh-TW': '每週' },
  period_month: { tr: 'ayda', en: 'a month', 'zh-TW': '每月' },
  period_weeks: { tr: 'her {length} için', en: 'every {length}', 'zh-TW': '每 {length}' },
  allHold: {
    tr: 'Bunların hepsi birlikte geçerlidir.',
    en: 'All of these hold together.',
    'zh-TW': '以上規定同時適用。',
  },
  pooled: {
    tr: 'Bir gelişte en çok {n} kart okutabilirsiniz.',
    en: 'You may tap up to {n} cards in one visit.',
    'zh-TW': '每次最多可感應 {n} 張卡。',
  },
  noRules: {
    tr: 'Şu anda maske dağıtılmıyor.',
    en: 'No masks are given out at the moment.',
    'zh-TW': '目前未發放口罩。',
  },
  tooOften: {
    tr: 'Bu bağlantıdan çok fazla istek geliyor. Birazdan yeniden deneyin.',
    en: 'Too many questions come from this connection. Try again in a moment.',
    'zh-TW': '此連線的查詢過於頻繁，請稍後再試。',
  },
  notNow: {
    tr: 'Durum şu anda bilinmiyor. Birazdan yeniden deneyin; makineler çalışmayı sürdürür.',
    en: 'How things stand is not known right now. Try again in a moment; the machines go on working.',
    'zh-TW': '目前無法得知情況，請稍後再試；機器仍照常運作。',
  },
  scheme_tckn: { tr: 'T.C. kimlik', en: 'Turkish ID', 'zh-TW': '土耳其身分證' },
  scheme_twid: { tr: 'Tayvan kimliği', en: 'Taiwan ID', 'zh-TW': '身分證或居留證' },
  scheme_nric: { tr: 'NRIC veya FIN', en: 'NRIC or FIN', 'zh-TW': 'NRIC 或 FIN' },
  scheme_uid: { tr: 'temassız kart', en: 'contactless card', 'zh-TW': '感應卡' },
  scheme_rrn: { tr: 'Kore kimliği', en: 'Korean ID', 'zh-TW': '韓國身分證' },
  scheme_izmirim: { tr: 'İzmirim Kart', en: 'İzmirim Kart', 'zh-TW': 'İzmirim Kart' },
  scheme_nhi: { tr: 'sağlık sigortası kartı', en: 'health insurance card', 'zh-TW': '健保卡' },
  scheme_mrz: { tr: 'pasaport', en: 'passport', 'zh-TW': '護照' },
  scheme_staff: { tr: 'görevli kartı', en: 'staff badge', 'zh-TW': '工作證' },
  scheme_voucher: { tr: 'kupon', en: 'voucher', 'zh-TW': '兌換券' },
} as const satisfies Record<string, Record<Language, string>>;
export type NearbyKey = keyof typeof nearbyTexts;

/** One text of the page for citizens, filled in. */
export function nearbyText(
  key: NearbyKey,
  language: Language,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return nearbyTexts[key][language].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
