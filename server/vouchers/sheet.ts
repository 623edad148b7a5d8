import { setImmediate as others } from 'node:timers/promises';
import encodeQR from 'qr';
import type { Language } from '../../protocol/display/catalogue.ts';
import type { Printed } from './operations.ts';
import { sheetTexts } from './sheet-texts.ts';
import { groupedText, type VoucherName } from './text.ts';

/** Vouchers of one page: three columns of eight, to be cut along the lines. */
const perPage = 24;

/**
 * A code of 25 modules is 21 mm wide; around it are four modules of white (ISO/IEC 18004). Letters of Noto Sans CJK are taller than
 * their line, and reach below the last one: `.how` has room for that.
 */
const style = `
@page { size: A4; margin: 8mm 7mm; }
* { box-sizing: border-box; margin: 0; }
body { font: 7.5pt/1.25 "Helvetica Neue", Arial, "Noto Sans", "Noto Sans TC", "Noto Sans CJK TC", sans-serif; color: #000; background: #fff; }
section { display: grid; grid-template: repeat(8, 35mm) / repeat(3, 65.3mm); width: 195.9mm; break-after: page; }
section:last-child { break-after: auto; }
article { display: grid; grid-template: minmax(0, 1fr) auto / 21mm 1fr; gap: 1.6mm 3.4mm; padding: 3.4mm 3.4mm 2mm; border: 0.2mm dashed #999; overflow: hidden; break-inside: avoid; }
svg { width: 21mm; height: 21mm; display: block; }
.words { display: flex; flex-direction: column; gap: 0.6mm; min-width: 0; }
h2 { display: -webkit-box; overflow: hidden; font-size: 9pt; line-height: 1.15; overflow-wrap: anywhere; -webkit-box-orient: vertical; -webkit-line-clamp: 2; }
.how { margin-top: auto; padding-bottom: 0.5mm; }
code { grid-column: 1 / -1; font: 600 6.6pt/1 "DejaVu Sans Mono", Menlo, Consolas, monospace; text-align: center; white-space: nowrap; }
h1 { font-size: 14pt; }
@media print { h1 { display: none; } }
@media screen { h1 { width: 195.9mm; margin: 0 auto 5mm; } body { padding: 8mm 7mm; background: #eee; } section { margin: 0 auto 8mm; background: #fff; } }
`;

/** Some vouchers of a batch as a page of its own that is printed: one part of it a page of paper. It runs no script, and needs nothing from elsewhere. */
export async function* voucherSheet(
  printed: Printed,
  { from, to, language }: { readonly from: number; readonly to: number; readonly language: Language },
  textOf: (voucher: VoucherName) => string,
): AsyncGenerator<string> {
  const { batch } = printed;
  const last = Math.min(to, batch.count);
  const words = wordsOf(printed, language);
  const title = escaped(fill('title', language, { name: batch.name }));
  yield `<!doctype html>\n<html lang="${language}">\n<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style></head>\n<body>\n<main>\n<h1>${title}</h1>\n`;
  for (let first = from; first <= last; first += perPage) {
    const serials = Array.from({ length: Math.min(perPage, last - first + 1) }, (_, at) => first + at);
    const cells = serials.map((serial) => cellOf(textOf({ batch: batch.id, serial }), words));
    yield `<section>\n${cells.join('\n')}\n</section>\n`;
    // To draw a page of codes takes some ms, in which no machine is answered.
    await others();
  }
  yield '</main>\n</body>\n</html>\n';
}

/** What stands on every voucher of a batch, beside its code. */
function wordsOf({ batch, product, timeZone }: Printed, language: Language): string {
  const date = (ms: number) =>
    new Intl.DateTimeFormat(locales[language], { timeZone, dateStyle: 'medium' }).format(ms);
  // The end itself is not included: a voucher that ends at midnight was good on the day before.
  const days = { from: date(Date.parse(batch.validFrom)), until: date(Date.parse(batch.validUntil) - 1) };
  const { items } = batch;
  const how = items === 1 ? fill('once', language, {}) : fill('packs', language, { count: String(items) });
  return [
    `<h2>${escaped(product[language])}</h2>`,
    `<p><b>${escaped(fill('masks', language, { count: String(batch.masks) }))}</b> · ${escaped(how)}</p>`,
    `<p>${escaped(fill('dates', language, days))}</p>`,
    `<p class="how">${escaped(fill('how', language, {}))}</p>`,
  ].join('');
}

const locales: Record<Language, string> = { tr: 'tr-TR', en: 'en-GB', 'zh-TW': 'zh-TW' };

function fill(
  key: keyof typeof sheetTexts,
  language: Language,
  values: Readonly<Record<string, string>>,
): string {
  return sheetTexts[key][language].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

const cellOf = (text: string, words: string): string =>
  `<article>${svgOf(text)}<div class="words">${words}</div><code>${groupedText(text)}</code></article>`;

/** The code as one path: a rectangle for each run of dark modules of a row. */
function svgOf(text: string): string {
  const drawn = encodeQR(text, 'raw', { ecc: 'medium', encoding: 'alphanumeric', border: 1 });
  // Without the white around it: the cell gives it that.
  const rows = drawn.slice(1, -1).map((row) => row.slice(1, -1));
  let path = '';
  for (const [y, row] of rows.entries())
    for (let x = 0; x < row.length; x++) {
      if (row[x] !== true) continue;
      let end = x;
      while (row[end] === true) end++;
      path += `M${x} ${y}h${end - x}v1H${x}z`;
      x = end;
    }
  const size = rows.length;
  return `<svg viewBox="0 0 ${size} ${size}" role="img" aria-label="QR" shape-rendering="crispEdges"><path d="${path}"/></svg>`;
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
