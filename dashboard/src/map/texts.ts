import { areaTexts } from '../i18n/area-texts.ts';

/** Texts of the map. */
export const mapTexts = areaTexts({
  en: {
    title: 'Map of the machines',
    one: '{{name}}: {{status}}, {{percent}} % full',
    several: '{{n}} machines here; the worst: {{status}}. Zoom in',
    noWebGl: 'This device cannot draw the map. The lists beside it say the same.',
  },
  tr: {
    title: 'Makinelerin haritası',
    one: '{{name}}: {{status}}, %{{percent}} dolu',
    several: 'Burada {{n}} makine var; en kötüsü: {{status}}. Yaklaştırın',
    noWebGl: 'Bu cihaz haritayı çizemiyor. Yandaki listeler aynı bilgiyi verir.',
  },
  'zh-TW': {
    title: '機器地圖',
    one: '{{name}}：{{status}}，存量 {{percent}} %',
    several: '此處有 {{n}} 台機器，最差狀態：{{status}}。點擊放大',
    noWebGl: '此裝置無法顯示地圖，旁邊的清單內容相同。',
  },
});
