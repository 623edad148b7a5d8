import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Nearby } from '../../../protocol/http/nearby.ts';
import { createRequestLimit, nearbyRule } from '../../../server/nearby/request-limit.ts';
import { createShared } from '../../../server/nearby/shared.ts';
import { serverBench } from '../../support/server-bench.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

describe('who asks', () => {
  it('needs no session, and may keep the answer for half a minute', async () => {
    const bench = await serverBench();
    bench.enrol('izmir-01');
    const api = await fetch(`${bench.url}/api/nearby`);
    expect([api.status, api.headers.get('cache-control'), api.headers.get('set-cookie')]).toEqual([
      ...[200, 'public, max-age=30', null],
    ]);
    const { machines } = (await api.json()) as Nearby;
    expect(machines).toEqual([
      {
        ...{ name: 'izmir-01', district: 'Konak', lat: null, lon: null, at: null, stock: 'unknown' },
        products: [{ product: 'adult', stock: 'unknown' }],
      },
    ]);

    const page = await fetch(`${bench.url}/nearby`, { headers: { 'accept-language': 'tr' } });
    const text = await page.text();
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-encoding')).toBe('gzip');
    expect(page.headers.get('cache-control')).toBe('public, max-age=30');
    expect(page.headers.get('vary')).toBe('accept-language, accept-encoding');
    expect(text).toContain('<html lang="tr">');
    const plain = await fetch(`${bench.url}/nearby?lang=en`, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toContain('<html lang="en">');
  });

  it('gets a page whose only script is the one that its policy names', async () => {
    const { url } = await serverBench();
    const page = await fetch(`${url}/nearby`);
    const scripts = [...(await page.text()).matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
      ([, one = '']) => one,
    );
    expect(scripts).toHaveLength(1);
    const hash = createHash('sha256')
      .update(scripts[0] ?? '')
      .digest('base64');
    expect(page.headers.get('content-security-policy')).toContain(`script-src 'self' 'sha256-${hash}';`);
    expect((await fetch(`${url}/api/nearby`)).headers.get('content-security-policy')).not.toContain(
      'sha256-',
    );
  });

  it('in a loop is told to wait, in his language, and for how long', async () => {
    const clock = createVirtualClock();
    // The real server, whose time for counting questions stands still.
    const wall = { ...clock, after: (ms: number, run: () => void) => realTimer(ms, run) };
    const { url } = await serverBench({ wall });
    for (let n = 0; n < nearbyRule.atOnce; n++) expect((await fetch(`${url}/api/nearby`)).status).toBe(200);
    const api = await fetch(`${url}/api/nearby`);
    expect([api.status, api.headers.get('retry-after'), await api.json()]).toEqual([
      ...[429, '1'],
      { code: 'TOO_MANY_REQUESTS', message: expect.any(String) },
    ]);
    const page = await fetch(`${url}/nearby`, { headers: { 'accept-language': 'zh-TW' } });
    expect([page.status, page.headers.get('cache-control')]).toEqual([429, null]);
    expect(await page.text()).toContain('此連線的查詢過於頻繁');
    await clock.advance(1_000);
    expect((await fetch(`${url}/api/nearby`)).status).toBe(200);
  });
});

function realTimer(ms: number, run: () => void) {
  const timer = setTimeout(run, ms);
  return { cancel: () => clearTimeout(timer) };
}

describe('the limit', () => {
  it('gives so many at once, so many a second, and each address its own', async () => {
    const clock = createVirtualClock();
    const limit = createRequestLimit(clock.monotonic, { atOnce: 3, perSecond: 2 });
    const asks = (count: number, address: string) =>
      Array.from({ length: count }, () => limit(address)).filter((wait) => wait === 0).length;
    expect(asks(10, '192.0.2.1')).toBe(3);
    expect(limit('192.0.2.1')).toBe(500);
    expect(asks(10, '192.0.2.2')).toBe(3);
    await clock.advance(1_000);
    expect(asks(10, '192.0.2.1')).toBe(2);
    await clock.advance(3_600_000);
    expect(asks(10, '192.0.2.1')).toBe(3);
  });

  it('takes a household’s network of IPv6 for one', () => {
    const limit = createRequestLimit(() => 0, { atOnce: 1, perSecond: 1 });
    expect([limit('2001:db8:1:2::a'), limit('2001:db8:1:2::b'), limit('2001:db8:1:3::a')]).toEqual([
      0, 1000, 0,
    ]);
  });
});

describe('one answer', () => {
  const answer = (at: string) => ({ at }) as Nearby;

  it('is for all who ask within ten seconds', async () => {
    const clock = createVirtualClock();
    let read = 0;
    const ask = createShared(async () => answer(String(++read)), clock.monotonic);
    expect((await Promise.all([ask(), ask(), ask()])).map((one) => one?.at)).toEqual(['1', '1', '1']);
    await clock.advance(9_999);
    expect((await ask())?.at).toBe('1');
    await clock.advance(1);
    expect((await ask())?.at).toBe('2');
  });

  it('is told again for ten minutes while the books do not answer, and no longer', async () => {
    const clock = createVirtualClock();
    let fails = false;
    const ask = createShared(async () => {
      if (fails) throw new Error('no books');
      return answer('before');
    }, clock.monotonic);
    await ask();
    fails = true;
    await clock.advance(599_999);
    expect((await ask())?.at).toBe('before');
    await clock.advance(1);
    expect(await ask()).toBeUndefined();
  });
});
