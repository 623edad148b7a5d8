import { once } from 'node:events';
import { connect } from 'node:net';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { wallClock } from '../../../protocol/base/clock.ts';
import type { FeedItem, Overview } from '../../../protocol/http/figures.ts';
import { ServerError } from '../../../server/errors.ts';
import { createHttp } from '../../../server/http/app.ts';
import { createHub } from '../../../server/live/hub.ts';
import { createMetrics } from '../../../server/metrics.ts';
import { watchLive } from '../../support/event-stream.ts';
import { eventually } from '../../support/eventually.ts';
import { machineClient, machineJournal } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';
import { everybodyIsSignedIn, someCookie } from '../../support/sign-in.ts';

describe('the live stream', () => {
  it('begins with the figures, then tells vends as they are booked, and new figures', async () => {
    const bench = await serverBench();
    const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
    const viewer = await watchLive(bench.url, bench.cookie());
    expect(viewer.response.headers.get('content-type')).toBe('text/event-stream');
    await viewer.next('the first event', () => true);
    expect(viewer.events[0]).toMatchObject({ event: 'figures', data: { figures: { masksTotal: 0 } } });
    const journal = machineJournal();
    journal.vend('018f0000-0000-7000-8000-000000000001');
    journal.vend('018f0000-0000-7000-8000-000000000002');
    await machine.publish('journal', journal.message(journal.entries));
    await viewer.next('new figures', (event, data) => event === 'figures' && masksOf(data) === 10);
    const vends = viewer.events.filter(({ event }) => event === 'vend').map(({ data }) => data);
    expect(vends).toMatchObject([
      {
        txn: '018f0000-0000-7000-8000-000000000001',
        machine: 'izmir-01',
        district: 'Konak',
        items: 1,
        pieces: 5,
      },
      { txn: '018f0000-0000-7000-8000-000000000002' },
    ]);
  });

  it('tells many viewers the same', async () => {
    const bench = await serverBench();
    const machine = await machineClient(bench.mqttPort, 'izmir-01', bench.enrol('izmir-01'));
    const viewers = await Promise.all(
      Array.from({ length: 200 }, () => watchLive(bench.url, bench.cookie())),
    );
    await Promise.all(viewers.map((viewer) => viewer.next('figures', (event) => event === 'figures')));
    const journal = machineJournal();
    for (let n = 0; n < 20; n++) journal.vend();
    await machine.publish('journal', journal.message(journal.entries));
    await Promise.all(viewers.map((viewer) => viewer.next('figures', (_, data) => masksOf(data) === 100)));
    const told = viewers.map(({ events }) =>
      events.filter(({ event }) => event === 'vend').map(({ data }) => data.txn),
    );
    expect(new Set(told.map(String)).size).toBe(1);
    expect(told[0]).toHaveLength(20);
  });

  it('keeps no server from stopping', async () => {
    const bench = await serverBench();
    const viewer = await watchLive(bench.url, bench.cookie());
    await viewer.next('figures', () => true);
    await bench.stop();
    await eventually('the end', viewer.ended);
  });
});

/** The HTTP side alone with a hub, so that a test can push more than machines ever would. */
async function httpAlone(overview: () => Promise<Overview>) {
  const log = pino({ level: 'silent' });
  const hub = createHub({ clock: wallClock(), overview, onError() {} });
  const unasked = () => Promise.reject(new Error('nobody asks this here'));
  const http = await createHttp({
    ...{ log, hub, overview, metrics: createMetrics(), pagesDir: '/nowhere', tiles: null },
    ...{ wall: wallClock(), access: await everybodyIsSignedIn() },
    feed: async () => [],
    readiness: async () => ({ ready: true, checks: [] }),
    answers: { answer: unasked, rows: unasked, choices: unasked },
    ...{ pulse: unasked, whatIf: unasked, erase: unasked },
    ...{ machines: async () => [], now: () => 0, wallNow: () => 0, onOrdered() {} },
    pseudonymOf: () => undefined,
    voucherText: () => '',
    store: {
      call: () => Promise.reject(new Error('there is no ledger')),
      waiting: 0,
      deciding: 0,
      close: async () => {},
    },
  });
  await http.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => http.close());
  const { port } = http.server.address() as { port: number };
  return { hub, port, url: `http://127.0.0.1:${port}` };
}

const nothing: Overview = {
  ...{ at: new Date(0).toISOString(), simulated: false, timeZone: 'UTC', products: [] },
  figures: { masksToday: 0, masksTotal: 0, asOf: null, source: 'ledger' },
  projection: { influx: 'off', waiting: 0, rejected: 0 },
  tiles: null,
};
const vendNo = (id: number, machineName = 'one'): FeedItem => ({
  ...{ id, at: new Date(0).toISOString(), machine: 'izmir-01', machineName, district: '', txn: `t${id}` },
  ...{ product: 'adult', items: 1, pieces: 1, authority: 'online', late: false, tookMs: null },
});

describe('a viewer', () => {
  it('that takes nothing is cut, and the others are told everything', async () => {
    const { hub, port, url } = await httpAlone(async () => nothing);
    const slow = connect({ host: '127.0.0.1', port });
    slow.on('error', () => {});
    slow.write(
      `GET /api/live HTTP/1.1\r\nHost: x\r\nCookie: ${someCookie}\r\nAccept: text/event-stream\r\n\r\n`,
    );
    await once(slow, 'readable');
    const quick = await watchLive(url, someCookie);
    await eventually('both watch', () => hub.viewers === 2);
    // 20 KB each: the system's own buffers hold some megabytes of them for the slow one.
    const long = 'x'.repeat(20_000);
    let sent = 0;
    await eventually('the slow one is cut', () => {
      for (let n = 0; n < 20; n++) hub.booked([vendNo(++sent, long)]);
      return hub.viewers === 1;
    });
    await quick.next('the last vend', (_, data) => data.id === sent);
    expect(quick.events.filter(({ event }) => event === 'vend')).toHaveLength(sent);
    slow.resume();
    await once(slow, 'close');
  });

  it('that leaves is forgotten', async () => {
    const { hub, url } = await httpAlone(async () => nothing);
    const viewer = await watchLive(url, someCookie);
    await eventually('it watches', () => hub.viewers === 1);
    await viewer.leave();
    await eventually('nobody watches', () => hub.viewers === 0);
  });

  it('that comes while a vend is booked still gets the figures first', async () => {
    let answer = (_: Overview) => {};
    const { hub, url } = await httpAlone(() => new Promise((resolve) => (answer = resolve)));
    const watching = watchLive(url, someCookie);
    await eventually('it watches', () => hub.viewers === 1);
    hub.booked([vendNo(1)]);
    answer(nothing);
    const viewer = await watching;
    await viewer.next('the vend', (event) => event === 'vend');
    expect(viewer.events.map(({ event }) => event)).toEqual(['figures', 'vend']);
  });

  it('is told in the API’s own shape when there are no figures, and is forgotten', async () => {
    const { hub, url } = await httpAlone(() =>
      Promise.reject(new ServerError('LEDGER_UNAVAILABLE', 'secret inside', { retryable: true })),
    );
    const response = await fetch(`${url}/api/live`, { headers: { cookie: someCookie } });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    expect(hub.viewers).toBe(0);
  });
});

const masksOf = (data: Record<string, unknown>) =>
  (data.figures as { masksTotal: number } | undefined)?.masksTotal;
