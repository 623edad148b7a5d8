import { expect, it } from 'vitest';
import type { AnalyticsAnswer } from '../../../protocol/http/analytics.ts';
import { createMachineStore, hashToken } from '../../../server/fleet/machine-store.ts';
import { createBookingStore } from '../../../server/ledger/booking-store.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { seedBooks } from '../../support/seeded-books.ts';
import { serverBench } from '../../support/server-bench.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const endMs = Date.parse('2026-11-24T00:00:00Z');
const range = 'from=2026-11-17&to=2026-11-23';

async function bench(minCards = 1) {
  const dataDir = tempFolder();
  seedBooks(dataDir, { days: 7, machines: 3, vendsADay: 50, endMs, cards: 60 });
  return { ...(await serverBench({ dataDir, minCards })), dataDir };
}

/** The records of a CSV whose cells hold no quotes. */
const recordsOf = (text: string) =>
  text
    .replace('\uFEFF', '')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));

it.each(['masks', 'vends', 'refusals', 'service'])(
  'the numbers of %s are those of the page, each day of each machine',
  async (measure) => {
    const { ask } = await bench();
    const question = `measure=${measure}&step=day&by=machine&${range}`;
    const response = await ask(`/api/analytics.csv?${question}`);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="${measure}-by-machine-each-day-2026-11-17-to-2026-11-23.csv"`,
    );
    const bytes = Buffer.from(await response.arrayBuffer());
    // The mark by which Excel knows UTF-8.
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const [, ...records] = recordsOf(bytes.toString());
    const answer = (await (await ask(`/api/analytics?${question}`)).json()) as AnalyticsAnswer;
    expect(answer.rows.length).toBeGreaterThan(15);
    expect(records.map((cells) => [cells[1], cells[2], Number(cells[5])])).toEqual(
      answer.rows.map(({ at, key, value }) => [at, key, value]),
    );
    if (measure === 'service')
      expect(records.map((cells) => Number(cells[6]))).toEqual(answer.rows.map(({ p95 }) => p95));
    expect(answer.keys.reduce((sum, { value }) => sum + (value ?? 0), 0)).toBeGreaterThanOrEqual(
      answer.total?.value ?? 0,
    );
  },
);

it.each(['masks', 'refusals', 'service'])(
  'what tells of too few cards is left out of both (%s), and of the numbers of the whole range where it has to be',
  async (measure) => {
    const { ask } = await bench(12);
    const question = `measure=${measure}&step=day&by=machine&${range}`;
    const answer = (await (await ask(`/api/analytics?${question}`)).json()) as AnalyticsAnswer;
    const [, ...records] = recordsOf(await (await ask(`/api/analytics.csv?${question}`)).text());
    expect(answer.minCards).toBe(12);
    expect(records.map((cells) => [cells[1], cells[2], cells[5], cells.at(-1)])).toEqual(
      answer.rows.map(({ at, key, value }) => [at, key, `${value ?? ''}`, value === null ? '<12' : '']),
    );
    const hidden = answer.rows.filter(({ value }) => value === null);
    expect(hidden.length).toBeGreaterThan(3);
    if (measure === 'refusals') expect(hidden).toHaveLength(answer.rows.length);
    else expect(hidden.length).toBeLessThan(answer.rows.length);
    expect(answer.total?.value).toBeGreaterThan(0);
    expect(answer.keys.map(({ value }) => value !== null)).toEqual([true, true, true]);
    // Of a rarer product two days tell of as few; without their numbers keys stand in no order that tells of them.
    const rarely = `measure=${measure}&step=day&by=machine&products=child&from=2026-11-22&to=2026-11-23`;
    const { keys } = (await (await ask(`/api/analytics?${rarely}`)).json()) as AnalyticsAnswer;
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.map(({ value }) => value)).toEqual(keys.map(() => null));
    expect(keys.map(({ key }) => key)).toEqual(keys.map(({ key }) => key).sort());
  },
);

it.each(['machine', 'district', 'product'])(
  'what each %s was before adds up to what all was before',
  async (by) => {
    const { ask } = await bench();
    const days = 'step=day&from=2026-11-22&to=2026-11-23';
    const question = (split: string) => ask(`/api/analytics?measure=masks&by=${split}&${days}`);
    const answer = (await (await question(by)).json()) as AnalyticsAnswer;
    const before = answer.keys.map((one) => one.before ?? Number.NaN);
    expect(answer.before?.value).toBeGreaterThan(0);
    expect(before.reduce((sum, value) => sum + value, 0)).toBe(answer.before?.value);
    const whole = (await (await question('none')).json()) as AnalyticsAnswer;
    expect(whole.before).toEqual(answer.before);
  },
);

it('the first row speaks the asked language, and days are those of the policy’s time zone', async () => {
  const { ask } = await bench();
  const text = await (
    await ask(`/api/analytics.csv?measure=masks&step=day&by=district&${range}&language=tr`)
  ).text();
  const [head, first] = recordsOf(text);
  expect(head).toEqual(['Gün', 'Başlangıç (UTC)', 'İlçe', 'Maske', 'Gizlendi (kart)']);
  expect(first?.slice(0, 2)).toEqual(['2026-11-17', '2026-11-16T21:00:00.000Z']);
});

it('a name that a spreadsheet would run is text, and one with a comma and quotes stays one cell', async () => {
  const { ask, dataDir } = await bench();
  const db = openDatabase(dataDir, undefined);
  const evil = ['=HYPERLINK("http://x")', '+1,2', '-1', '@SUM(A1)'];
  for (const [at, district] of evil.entries()) {
    const place = { name: district, lat: null, lon: null, district, language: null, slots: null };
    createMachineStore(db).enrol({ id: `evil-${at}`, ...place, enrolledAtMs: 0, tokenHash: hashToken('t') });
    createBookingStore(db, () => {}).book({
      ...{
        machine: `evil-${at}`,
        txn: `evil-${at}`,
        epoch: 'e',
        seq: at,
        slot: 0,
        product: 'adult',
        fault: 0,
      },
      ...{ atMs: endMs - 90_000_000, requested: 1, items: 1, pieces: 5, vendCounter: 1, authority: 'online' },
      ...{ assumed: false, late: false, tookMs: null },
    });
  }
  db.close();
  const text = await (await ask(`/api/analytics.csv?measure=masks&step=day&by=district&${range}`)).text();
  for (const cell of [`"'=HYPERLINK(""http://x"")"`, `"'+1,2"`, "'-1", "'@SUM(A1)"])
    expect(text).toContain(`,${cell},5,\r\n`);
});

it('a question that cannot be answered says why, and one for what nothing has is empty', async () => {
  const { ask } = await bench();
  const codeOf = async (query: string, path = '/api/analytics') => {
    const response = await ask(`${path}?${query}`);
    return [response.status, ((await response.json()) as { code: string }).code];
  };
  const question = 'measure=masks&step=hour&by=none';
  for (const path of ['/api/analytics', '/api/analytics.csv']) {
    expect(await codeOf(`${question}&from=2025-01-01&to=2026-11-23`, path)).toEqual([400, 'RANGE_TOO_LONG']);
    expect(await codeOf(`${question}&from=2026-02-30&to=2026-11-23`, path)).toEqual([400, 'RANGE_INVALID']);
    expect(await codeOf(`${question}&from=2026-11-23&to=2026-11-22`, path)).toEqual([400, 'RANGE_INVALID']);
    expect(await codeOf(`measure=masks&step=day&by=reason&${range}`, path)).toEqual([400, 'SPLIT_INVALID']);
    expect(await codeOf(`measure=all&step=day&by=none&${range}`, path)).toEqual([400, 'FST_ERR_VALIDATION']);
  }
  const empty = await ask(`/api/analytics?${question}&${range}&machines=nobody&districts=%27%3B--`);
  expect(empty.status).toBe(200);
  expect(await empty.json()).toMatchObject({ rows: [], total: { value: 0 }, source: 'ledger' });
});
