import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Language, languages } from '../../protocol/display/catalogue.ts';
import { type NearbyKey, nearbyText } from '../../protocol/display/nearby-texts.ts';
import { displayText, displayWhen } from '../../protocol/display/text.ts';
import type { Nearby } from '../../protocol/http/nearby.ts';
import { type Html, html, trusted } from './html.ts';
import { machineHtml, shapesHtml } from './machine-html.ts';
import { shareWords, whenOf } from './words.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');
/** They stand in the page itself: over a poor network one answer is all that comes. */
const style = trusted(read('style.css'));
const script = read('script.js');

/** What a Content-Security-Policy names the page's one script by. */
export const scriptHash = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

const names: Readonly<Record<Language, string>> = { tr: 'Türkçe', en: 'English', 'zh-TW': '繁體中文' };

/** The page for citizens, whole without a script: each machine by district, and how many masks one may take. */
export function nearbyPage(nearby: Nearby, language: Language): string {
  const t = (key: NearbyKey, values = {}) => nearbyText(key, language, values);
  const when = whenOf(nearby.at, language, nearby.timeZone);
  const districts = Map.groupBy(nearby.machines, ({ district }) => district);
  const ways = [...districts.keys()].map(
    (district, at) => html`<a href="#d${at}">${district === '' ? t('elsewhere') : district}</a> `,
  );
  const lists = [...districts].map(
    ([district, machines], at) => html`<section class="by-district" aria-labelledby="d${at}">
<h2 id="d${at}">${district === '' ? t('elsewhere') : district}</h2>
<ol>${machines.map((machine) => machineHtml(machine, nearby, language))}</ol>
</section>
`,
  );
  return documentOf(
    language,
    html`${shapesHtml}${nearby.simulated ? html`<p class="notice">${t('simulated')}</p>` : undefined}
${closedHtml(nearby, language)}<p class="soft">${t('asOf', { when })} ${t('mayChange')} <a href="/nearby?lang=${language}">${t('again')}</a></p>
${locateHtml(t)}
<section aria-labelledby="share"><h2 id="share">${t('share')}</h2>
${shareWords(nearby, language).map((line) => html`<p>${line}</p>`)}</section>
${ways.length > 1 ? html`<nav class="by-district" aria-labelledby="districts"><h2 id="districts">${t('districts')}</h2>${ways}</nav>` : undefined}
<section id="sorted" aria-labelledby="nearest-first" hidden><h2 id="nearest-first">${t('byDistance')}</h2><ol id="by-distance"></ol></section>
${lists.length === 0 ? html`<p>${t('noMachines')}</p>` : html`<p class="soft">${t('mapHint')}</p>${lists}`}
<script>${trusted(script)}</script>`,
  );
}

/** The page where there is nothing to tell: it was asked too often, or nobody knows. */
export function sorryPage(key: 'tooOften' | 'notNow', language: Language): string {
  const words = html`<p id="answer">${nearbyText(key, language)}</p>`;
  return documentOf(
    language,
    html`${words}<p><a href="/nearby?lang=${language}">${nearbyText('again', language)}</a></p>`,
  );
}

function closedHtml({ closed, timeZone }: Nearby, language: Language): Html | undefined {
  if (closed === null) return undefined;
  const { opensAt } = closed;
  const when = opensAt === null ? '' : displayWhen(Date.parse(opensAt), language, timeZone);
  const words =
    opensAt === null ? nearbyText('closedNow', language) : displayText('closed', language, { when });
  return html`<p class="notice"><strong>${words}</strong></p>
`;
}

function locateHtml(t: (key: NearbyKey, values?: Readonly<Record<string, string>>) => string): Html {
  // The script fills in the rest.
  const said = html`data-looking="${t('looking')}" data-found="${t('found', { name: '{name}', distance: '{distance}' })}" data-found-none="${t('foundNone')}" data-not-found="${t('notFound')}"`;
  return html`<div id="locate" hidden><button type="button" id="nearest" ${said}>${t('nearestFirst')}</button><p class="soft">${t('staysHere')}</p></div>
<p id="answer" role="status"></p>`;
}

function documentOf(language: Language, content: Html): string {
  const title = nearbyText('title', language);
  const others = languages.map(
    (one) =>
      html`<a href="/nearby?lang=${one}" lang="${one}" hreflang="${one}"${one === language ? trusted(' aria-current="true"') : undefined}>${names[one]}</a> `,
  );
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style>${style}</style>
</head>
<body>
<nav aria-label="${nearbyText('languages', language)}">${others}</nav>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`.html;
}
