import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** Sends bytes as they are and gives back all that came. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  let answer = '';
  socket.on('data', (chunk) => {
    answer += String(chunk);
  });
  socket.on('error', () => {});
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

describe('the API', () => {
  it('answers health, figures and metrics', async () => {
    const bench = await serverBench();
    expect(await (await fetch(`${bench.url}/healthz`)).json()).toEqual({ ok: true });
    expect(await (await bench.ask('/api/overview')).json()).toMatchObject({
      simulated: false,
      timeZone: 'Europe/Istanbul',
      figures: { masksToday: 0, masksTotal: 0, asOf: null, source: 'ledger' },
      projection: { influx: 'off', waiting: 0, rejected: 0 },
    });
    const metrics = await fetch(`${bench.url}/metrics`);
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(await metrics.text()).toMatch(/^maskfleet_machines_connected 0$/m);
  });

  it('counts what happens', async () => {
    const bench = await serverBench();
    const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
    const journal = machineJournal();
    await machine.publish('journal', journal.message(journal.vend()));
    await machine.acked(journal.epoch, 2);
    const question = machine.question();
    await machine.publish('authorize', question);
    await machine.decisionOf(question.txn);
    for (const [name, value] of [
      ['maskfleet_machines_connected', 1],
      ['maskfleet_journal_entries_total', 2],
      ['maskfleet_masks_total{product="adult"', 5],
      ['maskfleet_decisions_total{verdict="grant"', 1],
      ['maskfleet_decision_seconds_count', 1],
      ['maskfleet_outbox_points', 0],
    ] as const) {
      expect([name, await bench.metric(name)]).toEqual([name, value]);
    }
  });

  it('gives the newest vends first, as many as were asked for within bounds', async () => {
    const bench = await serverBench();
    const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
    const journal = machineJournal();
    for (let n = 0; n < 40; n++) journal.vend();
    await machine.publish('journal', journal.message(journal.entries));
    await machine.acked(journal.epoch, 80);
    const feed = async (query: string) => {
      const response = await bench.ask(`/api/feed${query}`);
      const body = (await response.json()) as { items?: { id: number }[]; code?: string };
      return { status: response.status, code: body.code, ids: body.items?.map(({ id }) => id) };
    };
    const newest = (count: number) => Array.from({ length: count }, (_, at) => 40 - at);
    expect(await feed('')).toMatchObject({ status: 200, ids: newest(30) });
    expect(await feed('?count=1')).toMatchObject({ status: 200, ids: [40] });
    expect(await feed('?count=200')).toMatchObject({ status: 200, ids: newest(40) });
    for (const count of ['0', '201', '-1', '1.5', 'x', '', '1e9', '30;drop', '1&count=2'])
      expect(await feed(`?count=${count}`)).toMatchObject({ status: 400, code: 'FST_ERR_VALIDATION' });
  });

  it('answers whatever is wrong with a code and no inside', async () => {
    const bench = await serverBench();
    const wrong = [
      ['a page that does not exist', 'GET', '/nowhere', undefined, 404],
      ['a path out of the folder', 'GET', '/..%2f..%2fetc%2fpasswd', undefined, 404],
      ['a path that cannot be decoded', 'GET', '/%zz', undefined, 400],
      ['a method that nobody takes', 'DELETE', '/api/feed', undefined, 404],
      ['JSON that is none', 'POST', '/api/feed', '{', 400],
      ['a body without end', 'POST', '/api/overview', `{"a":"${'x'.repeat(200_000)}"}`, 413],
    ] as const;
    for (const [what, method, path, body, status] of wrong) {
      const options = body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } };
      const response = await bench.ask(path, { method, ...options });
      const text = await response.text();
      expect([what, response.status]).toEqual([what, status]);
      expect(Object.keys(JSON.parse(text) as object).sort()).toEqual(['code', 'message']);
      expect(text).not.toMatch(/node_modules|\.ts:|\bat \w+ \(/);
    }
  });

  it('refuses what is no request, and goes on', async () => {
    const bench = await serverBench();
    const post = 'POST / HTTP/1.1\r\nHost: x\r\n';
    const wrong = [
      ['no HTTP', 'HELLO\r\n\r\n'],
      ['a header line of 100 KB', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`],
      ['two lengths', `${post}Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc`],
      ['a length and chunks', `${post}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0`],
      ['a header with a NUL', 'GET / HTTP/1.1\r\nHost: x\r\nX: \0\r\n\r\n'],
    ] as const;
    for (const [what, text] of wrong) {
      const answer = await raw(bench.server.http.port, text);
      expect([what, answer.slice(0, 10)]).toEqual([what, 'HTTP/1.1 4']);
      expect(answer).toContain('"code":"BAD_REQUEST"');
      expect(answer).not.toMatch(/node_modules|\.ts:/);
    }
    expect((await fetch(`${bench.url}/healthz`)).status).toBe(200);
  });

  it('sends the headers that keep a page safe, with errors too', async () => {
    const bench = await serverBench();
    for (const path of ['/api/overview', '/nowhere', '/']) {
      const { headers } = await bench.ask(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('says how to get the pages where they are not built', async () => {
    const bench = await serverBench();
    const response = await fetch(bench.url);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'PAGES_NOT_BUILT' });
  });

  it('however many ask at once, asks the ledger a few times', async () => {
    const bench = await serverBench();
    const paths = ['/readyz', '/api/overview', '/api/feed', '/api/feed?count=3'];
    let answered = false;
    const asking = Promise.all(
      Array.from({ length: 400 }, (_, at) => bench.ask(paths[at % paths.length] ?? '')),
    ).finally(() => {
      answered = true;
    });
    let most = 0;
    while (!answered) most = Math.max(most, await bench.metric('maskfleet_ledger_calls_waiting'));
    expect((await asking).every(({ status }) => status === 200)).toBe(true);
    expect(most).toBeLessThanOrEqual(8);
  });
});

it('the pages: each address of theirs is the one document, compressed; what is no file is not found', async () => {
  const pagesDir = tempFolder();
  mkdirSync(join(pagesDir, 'assets'));
  writeFileSync(join(pagesDir, 'index.html'), '<p>pages</p>');
  writeFileSync(join(pagesDir, 'assets/a-1.js'), 'whole');
  writeFileSync(join(pagesDir, 'assets/a-1.js.gz'), gzipSync('compressed'));
  const bench = await serverBench({ pagesDir });
  const get = async (path: string, accept = '*/*') => {
    const response = await fetch(`${bench.url}${path}`, { headers: { accept, 'accept-encoding': 'gzip' } });
    return [response.status, await response.text(), response.headers.get('cache-control')];
  };
  const html = 'text/html,*/*';
  for (const path of ['/', '/machines', '/machines/izmir-01?tab=x'])
    expect(await get(path, html)).toEqual([200, '<p>pages</p>', 'public, max-age=0']);
  expect(await get('/assets/a-1.js')).toEqual([200, 'compressed', 'public, max-age=31536000, immutable']);
  for (const path of [
    '/assets/',
    '/assets/nope.js',
    '/machines',
    '/%00',
    '/api/nope',
    '/..%2f..%2fetc%2fpasswd',
  ])
    expect([path, (await get(path))[0]]).toEqual([path, path.includes('..') ? 403 : 404]);
  expect((await get('/api/nope', html))[0]).toBe(404);
});
