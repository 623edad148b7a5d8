import { Type } from 'typebox';
import { ConfigError } from '../../protocol/base/config.ts';
import type { Compared, WhatIf } from '../../protocol/http/what-if.ts';
import { datePlus, midnightOf } from '../analytics/steps.ts';
import { minCards, ServerConfig } from '../config.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { createRequestReader } from '../whatif/request-log.ts';
import { whatIf } from '../whatif/what-if.ts';
import { readConfig } from './configuration.ts';
import { print, readDatabase } from './database.ts';

const allowed = 'a day, YYYY-MM-DD';
const Period = Type.Object({
  data: ServerConfig.properties.data,
  from: Type.Optional(
    Type.String({
      description: 'The first day whose requests are tried; without it, the first that is kept',
      allowed,
    }),
  ),
  to: Type.Optional(
    Type.String({
      description: 'The last day, which is tried whole; without it, the last that is kept',
      allowed,
    }),
  ),
  minCards: minCards(),
  json: Type.Boolean({ default: false, description: 'One line of JSON', allowed: 'true or false' }),
});

/** `policy what-if FILE`: tries a policy on what was asked, beside what happened; also while the server runs, and changes nothing. */
export function runWhatIf(document: PolicyDocument, flags: readonly string[]): Promise<number> {
  const { data, from, to, json, minCards } = readConfig(Period, flags);
  return readDatabase(data, (db) => {
    const span = createRequestReader(db).span() ?? { firstMs: 0, lastMs: 0 };
    const zone = document.timeZone;
    const fromMs = from === undefined ? span.firstMs : dayOf('from', from, zone);
    const toMs = to === undefined ? span.lastMs + 1 : dayOf('to', to, zone, 1);
    if (fromMs > toMs)
      throw new ConfigError([
        { key: 'to', source: '--to', value: `${to}`, allowed: 'a day not before --from' },
      ]);
    const tell = (done: number, of: number) =>
      process.stderr.write(`${done.toLocaleString('en')} of ${of.toLocaleString('en')} requests\n`);
    const answer = whatIf(db, { document, fromMs, toMs, minCards, tell });
    if (json) print(answer);
    else process.stdout.write(inWords(answer));
    return 0;
  });
}

function dayOf(key: string, value: string, zone: string, after = 0): number {
  const first = midnightOf(value, zone);
  if (first === undefined) throw new ConfigError([{ key, source: `--${key}`, value, allowed }]);
  return after === 0 ? first : (midnightOf(datePlus(value, after), zone) as number);
}

const number = (value: number) => value.toLocaleString('en');

/** What a person at a terminal reads. */
function inWords({ from, to, since, total, reasons, districts, hidden, assumed, products }: WhatIf): string {
  const row = (name: string, one: Compared) =>
    [
      name,
      ...[one.requests, one.happened.granted, one.would.granted, one.happened.masks, one.would.masks],
      ...[one.cutOff, one.gained],
    ].map((cell) => (typeof cell === 'number' ? number(cell) : cell));
  const head = ['', 'requests', 'granted', 'would be', 'masks', 'would be', 'cut off', 'gained'];
  const said = {
    offline: 'given by machines that were cut off, and left as they were',
    locked: 'refused by a locked machine, and left so',
    vouchers: 'asked with a voucher, which its batch decides, and left so',
    digits: 'judged by a turn for a digit that is not kept: each card was given one, evenly',
    ages: 'judged as if each card had an age that the rules mean, as no age is kept',
  };
  const unknown = [
    ...(hidden === 0 ? [] : [`${number(hidden)} districts and days are left out, as they tell of few cards`]),
    ...(since === null ? [] : [`nothing is kept of before ${since}`]),
    ...Object.entries(said)
      .map(([what, words]) => [assumed[what as keyof typeof assumed], words] as const)
      .filter(([count]) => count > 0)
      .map(([count, words]) => `${number(count)} ${words}`),
    ...(products.length === 0 ? [] : [`not in this policy, and so refused: ${products.join(', ')}`]),
    'who would have come at another time, or not at all, and what would have been in stock, is not known',
  ];
  return [
    `${from} to ${to}: ${number(total.cards)} cards`,
    ...columns([
      head,
      row('in all', total),
      ...districts.map((one) => row(one.district || 'no district', one)),
    ]),
    '',
    ...columns([
      ['refused for', 'happened', 'would be'],
      ...reasons.map(({ reason, happened, would }) => [reason, number(happened), number(would)]),
    ]),
    '',
    ...unknown.map((one) => `not known: ${one}`),
    '',
  ].join('\n');
}

/** Rows with their cells below each other: the first to the left, numbers to the right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  '),
  );
}
