import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import decodeQR from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import type { VoucherBatch, VoucherList } from '../../../protocol/http/vouchers.ts';
import { machineClient } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';
import { scanned, voucherPolicy } from '../../support/voucher-desk.ts';

const orderOf = (change: object = {}) => ({
  ...{ id: randomUUID(), name: 'Guests & friends', product: 'adult', items: 2, count: 50 },
  ...{ validFrom: '2020-01-01', validUntil: '2100-01-01', ...change },
});

async function deskOf() {
  const bench = await serverBench({ policy: voucherPolicy });
  const post = (path: string, body: object, role: 'admin' | 'operator' | 'analyst' = 'operator') =>
    bench.ask(
      path,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      role,
    );
  const make = async (change: object = {}) => {
    const answer = await post('/api/vouchers', orderOf(change));
    expect(answer.status).toBe(200);
    return (await answer.json()) as VoucherBatch;
  };
  const csv = async (batch: string) =>
    (await (await bench.ask(`/api/vouchers/${batch}/codes.csv`, {}, 'operator')).text()).trim().split('\r\n');
  const list = async () => (await (await bench.ask('/api/vouchers', {}, 'analyst')).json()) as VoucherList;
  return { ...bench, post, make, csv, list };
}

/** The texts of the codes on a sheet, read as a reader reads them, in their order. */
function codesOn(sheet: string): string[] {
  return [...sheet.matchAll(/<svg viewBox="0 0 (\d+) \1"[^>]*><path d="([^"]+)"/g)].map(
    ([, size, path = '']) => {
      const [scale, quiet] = [4, 4];
      const width = (Number(size) + 2 * quiet) * scale;
      const data = new Uint8Array(width * width * 4).fill(255);
      for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g))
        for (let dy = 0; dy < scale; dy++)
          for (let dx = 0; dx < Number(run) * scale; dx++) {
            const at = ((Number(y) + quiet) * scale + dy) * width + (Number(x) + quiet) * scale + dx;
            data.fill(0, at * 4, at * 4 + 3);
          }
      return decodeQR({ width, height: width, data });
    },
  );
}

describe('a batch over the API', () => {
  it('is made by an operator, and seen by everybody who is signed in, with how far it was used', async () => {
    const desk = await deskOf();
    expect((await desk.post('/api/vouchers', orderOf(), 'analyst')).status).toBe(403);
    const batch = await desk.make();
    expect(batch).toMatchObject({
      masks: 10,
      count: 50,
      redeemed: 0,
      partly: 0,
      validFrom: '2019-12-31T21:00:00.000Z',
    });
    const [, first = ''] = await desk.csv(batch.id);
    const machine = await machineClient(desk.mqttPort, 'izmir-01', desk.enrol('izmir-01'));
    const question = machine.question({ cards: [scanned(first.split(',')[1] ?? '')] });
    await machine.publish('authorize', question);
    expect(await machine.decisionOf(question.txn)).toMatchObject({ verdict: 'grant' });
    expect(await desk.list()).toMatchObject({
      timeZone: 'Europe/Istanbul',
      batches: [{ id: batch.id, redeemed: 0, partly: 1, left: 49 }],
      products: [
        { id: 'adult', pieces: 5 },
        { id: 'child', pieces: 2 },
      ],
    });
  });

  it('is refused with a code where it cannot be, and nothing is made', async () => {
    const desk = await deskOf();
    for (const [change, status, code] of [
      [{ product: 'cake' }, 400, 'PRODUCT_UNKNOWN'],
      [{ validUntil: 'soon' }, 400, 'MOMENT_INVALID'],
      [{ validFrom: '2099-01-02', validUntil: '2099-01-01' }, 400, 'RANGE_INVALID'],
      [{ validUntil: '2020-02-01' }, 400, 'BATCH_OVER'],
      [{ count: 100_001 }, 400, 'FST_ERR_VALIDATION'],
      [{ name: '   ' }, 400, 'FST_ERR_VALIDATION'],
    ] as const) {
      const answer = await desk.post('/api/vouchers', orderOf(change));
      expect([answer.status, await answer.json()]).toMatchObject([status, { code }]);
    }
    expect((await desk.list()).batches).toEqual([]);
    const order = orderOf();
    await desk.post('/api/vouchers', order);
    const other = await desk.post('/api/vouchers', { ...order, items: 1 });
    expect([other.status, await other.json()]).toMatchObject([409, { code: 'BATCH_DIFFERS' }]);
  });

  it('is withdrawn with a reason, once, and printed no more', async () => {
    const desk = await deskOf();
    const { id } = await desk.make();
    expect((await desk.post(`/api/vouchers/${id}/withdraw`, { reason: 'lost box' }, 'analyst')).status).toBe(
      403,
    );
    const withdrawn = await desk.post(`/api/vouchers/${id}/withdraw`, { reason: 'lost box' });
    expect(await withdrawn.json()).toMatchObject({ withdrawnBy: 'the-operator', reason: 'lost box' });
    for (const answer of [
      await desk.post(`/api/vouchers/${id}/withdraw`, { reason: 'again' }),
      await desk.ask(`/api/vouchers/${id}/codes.csv`),
      await desk.ask(`/api/vouchers/${id}/sheet?from=1&to=1&language=en`),
    ])
      expect([answer.status, await answer.json()]).toMatchObject([409, { code: 'BATCH_WITHDRAWN' }]);
    expect((await desk.ask('/api/vouchers/00000000/codes.csv')).status).toBe(404);
  });
});

describe('codes of a batch', () => {
  it('are a table of all of them, and nobody keeps it', async () => {
    const desk = await deskOf();
    const { id, validUntil } = await desk.make({ count: 1_001 });
    const answer = await desk.ask(`/api/vouchers/${id}/codes.csv`, {}, 'operator');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      ...{ 'cache-control': 'no-store', 'content-type': 'text/csv; charset=utf-8' },
      'content-disposition': `attachment; filename="vouchers-${id}.csv"`,
    });
    const lines = (await answer.text()).trim().split('\r\n');
    expect(lines).toHaveLength(1_002);
    expect(lines[0]).toBe('serial,code,valid until');
    expect(lines[1_001]).toMatch(new RegExp(`^1001,MV1-${id}-001001-[0-9A-Z]{16},${validUntil}$`));
    expect(new Set(lines).size).toBe(1_002);
    // Made again, they are the same.
    expect(await desk.csv(id)).toEqual(lines);
    expect((await desk.ask(`/api/vouchers/${id}/codes.csv`, {}, 'analyst')).status).toBe(403);
  });

  it.each([
    ['en', 'Adult masks', '10 masks', 'hold this code to the reader', '1 Jan 2020 – 31 Dec 2099'],
    ['tr', 'Yetişkin maskesi', '10 maske', 'bu kodu okutun', '1 Oca 2020 – 31 Ara 2099'],
    ['zh-TW', '成人口罩', '10 片口罩', '掃描此條碼', '2020年1月1日～2099年12月31日'],
  ])(
    'are a sheet to print in %s, whose every code is read as it stands in the table',
    async (language, ...words) => {
      const desk = await deskOf();
      const { id } = await desk.make();
      const path = `/api/vouchers/${id}/sheet`;
      const answer = await desk.ask(`${path}?from=2&to=99&language=${language}`, {}, 'operator');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      const sheet = await answer.text();
      const table = (await desk.csv(id)).slice(2).map((line) => line.split(',')[1]);
      expect(codesOn(sheet)).toEqual(table);
      const written = [...sheet.matchAll(/<code>([^<]+)<\/code>/g)].map(([, code = '']) =>
        code.replaceAll('-', ''),
      );
      expect(written).toEqual(table.map((code) => code?.replaceAll('-', '')));
      expect(sheet.match(/<section>/g)).toHaveLength(3);
      for (const word of words) expect(sheet.split(word)).toHaveLength(50);
      expect(sheet).toContain('Guests &#38; friends');
      // Nothing runs, and nothing is fetched from anywhere.
      expect(sheet).not.toMatch(/<script|<link|<img|url\(|https?:/);
      expect((await desk.ask(`${path}?from=1&to=1&language=en`, {}, 'analyst')).status).toBe(403);
    },
  );

  it('are printed in parts that a browser bears', async () => {
    const desk = await deskOf();
    const { id } = await desk.make({ count: 100_000 });
    const ask = (from: number, to: number) =>
      desk.ask(`/api/vouchers/${id}/sheet?from=${from}&to=${to}&language=en`);
    expect(await (await ask(1, 2_401)).json()).toMatchObject({ code: 'RANGE_TOO_LONG' });
    expect(await (await ask(5, 4)).json()).toMatchObject({ code: 'RANGE_INVALID' });
    const last = codesOn(await (await ask(99_990, 100_000)).text());
    expect(last).toHaveLength(11);
    expect(last.at(-1)).toContain('-100000-');
  });

  it('stand in no file, no log and no other answer, and who asked for them is written down', async () => {
    const desk = await deskOf();
    const { id } = await desk.make({ count: 10 });
    const codes = (await desk.csv(id)).slice(1).map((line) => line.split(',')[1] ?? '');
    await (await desk.ask(`/api/vouchers/${id}/sheet?from=1&to=10&language=en`, {}, 'operator')).text();
    const machine = await machineClient(desk.mqttPort, 'izmir-01', desk.enrol('izmir-01'));
    for (const code of [codes[0], codes[0], `${codes[1]}7`]) {
      const question = machine.question({ cards: [scanned(code ?? '')] });
      await machine.publish('authorize', question);
      await machine.decisionOf(question.txn);
    }
    const answers = await Promise.all(
      ['/api/vouchers', '/api/audit', '/metrics'].map(async (path) => (await desk.ask(path)).text()),
    );
    const audit = desk.rows<{ actor: string; detail: string }>(
      "SELECT actor, detail FROM audit WHERE action = 'vouchers-printed'",
    );
    expect(audit).toEqual([
      { actor: 'the-operator', detail: '{"form":"csv","from":1,"to":10}' },
      { actor: 'the-operator', detail: '{"form":"sheet","from":1,"to":10}' },
    ]);
    await desk.stop();
    const files = readdirSync(desk.dataDir, { recursive: true })
      .map((name) => join(desk.dataDir, String(name)))
      .filter((path) => statSync(path).isFile())
      .map((path) => readFileSync(path, 'latin1'));
    const said = [...files, ...answers, desk.logged()].join('\n');
    expect(said).toContain(id);
    // A tag alone is secret already: the rest stands on every list.
    for (const code of codes) expect(said).not.toContain(code.slice(-16));
  });
});
