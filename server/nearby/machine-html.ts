import type { Language } from '../../protocol/display/catalogue.ts';
import { nearbyText } from '../../protocol/display/nearby-texts.ts';
import type { Nearby, PublicMachine, PublicStock } from '../../protocol/http/nearby.ts';
import { type Html, html, trusted } from './html.ts';
import { whenOf } from './words.ts';

/** A shape for each stock, so that colour is never alone: full, three quarters, one quarter, ring, cross, dashes. */
const shapes: Readonly<Record<PublicStock, string>> = {
  plenty: '<circle cx="8" cy="8" r="7"/>',
  some: '<path d="M8 8V1A7 7 0 1 1 1 8z"/><circle cx="8" cy="8" r="6.25" fill="none" stroke-width="1.5"/>',
  few: '<path d="M8 8V1a7 7 0 0 1 7 7z"/><circle cx="8" cy="8" r="6.25" fill="none" stroke-width="1.5"/>',
  none: '<circle cx="8" cy="8" r="6" fill="none" stroke-width="2"/>',
  closed: '<path d="M3 3l10 10M13 3L3 13" fill="none" stroke-width="2.5"/>',
  unknown: '<circle cx="8" cy="8" r="6" fill="none" stroke-width="2" stroke-dasharray="2.4 3.6"/>',
};

/** Every shape once, to be used by each machine. */
export const shapesHtml: Html = trusted(
  `<svg width="0" height="0" style="position:absolute" aria-hidden="true">${Object.entries(shapes)
    .map(([stock, shape]) => `<symbol id="s-${stock}" viewBox="0 0 16 16">${shape}</symbol>`)
    .join('')}</svg>`,
);

/** Four digits of a degree are some ten metres; each machine has one, and the page is to stay small. */
const mapLink = (lat: number, lon: number) =>
  `https://osm.org/?mlat=${lat.toFixed(4)}&mlon=${lon.toFixed(4)}`;

/** One machine of the list: what it is called, how it stands, and where it is: a link to a map, which the script reads too. */
export function machineHtml(
  machine: PublicMachine,
  { products, timeZone }: Nearby,
  language: Language,
): Html {
  const { name, lat, lon, stock, at } = machine;
  const title = lat === null || lon === null ? name : html`<a href="${mapLink(lat, lon)}">${name}</a>`;
  const isOne = stock === 'closed' || stock === 'unknown' || machine.products.length < 2;
  const nameOf = (id: string) => products.find(({ product }) => product === id)?.name[language] ?? id;
  const marks = isOne
    ? markHtml(stock, language)
    : machine.products.map((one) => markHtml(one.stock, language, nameOf(one.product)));
  const heard =
    stock === 'unknown' && at !== null
      ? html`<p class="soft">${nearbyText('lastHeard', language, { when: whenOf(at, language, timeZone) })}</p>`
      : undefined;
  return html`<li class="machine" data-stock="${stock}"><h3>${title}</h3>${marks}${heard}</li>\n`;
}

function markHtml(stock: PublicStock, language: Language, product?: string): Html {
  const of = product === undefined ? undefined : html`<span>${product}:</span>`;
  const word = nearbyText(`stock_${stock}`, language);
  return html`<p class="stock ${stock}">${of}<svg aria-hidden="true"><use href="#s-${stock}"/></svg>${word}</p>`;
}
