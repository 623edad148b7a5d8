import { areaTexts } from '../i18n/area-texts.ts';

/** Texts of the map. */
export const mapTexts = areaTexts({
  en: {
    title: 'Map of the machines',
    one: '{{name}}: {{status}}, {{percent}} % full',
    several: '{{n}} machines here; the worst: {{status}}. Zoom in',
    ground: 'Coast and land',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    credits: 'Show or hide where the map is from',
    wheel: 'Use Ctrl + scroll to zoom the map',
    wheelMac: 'Use ⌘ + scroll to zoom the map',
    fingers: 'Use two fingers to move the map',
    noWebGl: 'This device cannot draw the map. The lists beside it say the same.',
  },
  tr: {
    title: 'Makinelerin haritası',
    one: '{{name}}: {{status}}, %{{percent}} dolu',
    several: 'Burada {{n}} makine var; en kötüsü: {{status}}. Yaklaştırın',
    ground: 'Kıyı ve kara',
    zoomIn: 'Yaklaştır',
    zoomOut: 'Uzaklaştır',
    credits: 'Haritanın kaynağını göster ya da gizle',
    wheel: 'Haritayı yakınlaştırmak için Ctrl tuşuyla kaydırın',
    wheelMac: 'Haritayı yakınlaştırmak için ⌘ tuşuyla kaydırın',
    fingers: 'Haritayı iki parmakla kaydırın',
    noWebGl: 'Bu cihaz haritayı çizemiyor. Yandaki listeler aynı bilgiyi verir.',
  },
  'zh-TW': {
    title: '機器地圖',
    one: '{{name}}：{{status}}，存量 {{percent}} %',
    several: '此處有 {{n}} 台機器，最差狀態：{{status}}。點擊放大',
    ground: '海岸與陸地',
    zoomIn: '放大',
    zoomOut: '縮小',
    credits: '顯示或隱藏地圖來源',
    wheel: '按住 Ctrl 並捲動以縮放地圖',
    wheelMac: '按住 ⌘ 並捲動以縮放地圖',
    fingers: '用兩指移動地圖',
    noWebGl: '此裝置無法顯示地圖，旁邊的清單內容相同。',
  },
});
