import { expect, it } from 'vitest';
import { openOverview, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { influxBench } from '../support/influx-bench.ts';
import { cardCommand, startSystem } from '../support/system.ts';
import { tcpProxy } from '../support/tcp-proxy.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('the page says when InfluxDB is down and when the server is gone, and catches up by itself', async () => {
  const influx = await influxBench(tempFolder());
  const link = await tcpProxy({ host: '127.0.0.1', port: Number(new URL(influx.url).port) });
  const system = await startSystem({ influx: `http://127.0.0.1:${link.port}` });
  const dispenser = await system.startDispenser();
  const bridge = await system.startBridge();
  await system.serving(dispenser);
  const { page, figure } = await openOverview(
    await startBrowser(),
    `http://${system.ports().http}/`,
    system.cookie(),
  );
  const notice = (id: string) => page.locator(`[data-notice=${id}]`);
  const source = (name: string) => page.locator(`[data-source=${name}]`);

  dispenser.type(cardCommand(1));
  await eventually(
    '5 masks from InfluxDB',
    async () => (await figure('masksTotal')) === 5 && (await source('influxdb').count()) === 1,
  );
  expect(await page.locator('[data-notice]').count()).toBe(0);

  link.cut();
  dispenser.type(cardCommand(2));
  await notice('influx-down').waitFor();
  await source('ledger').waitFor();
  await eventually('10 masks from the ledger', async () => (await figure('masksTotal')) === 10);

  link.mend();
  await source('influxdb').waitFor();
  await notice('influx-down').waitFor({ state: 'detached' });
  await eventually('10 masks from InfluxDB', async () => (await figure('masksTotal')) === 10);

  const connections = () => bridge.lines.filter(({ msg }) => msg === 'connected to the server').length;
  const before = connections();
  await system.server.end('SIGKILL');
  await notice('disconnected').waitFor();
  await system.startServer();
  await notice('disconnected').waitFor({ state: 'detached' });
  // A tap before that would be refused: the policy gives nothing while the centre cannot be asked.
  await eventually('a machine that is back', () => connections() > before, 60_000);
  dispenser.type(cardCommand(3));
  await eventually('15 masks', async () => (await figure('masksToday')) === 15);
  expect(await page.locator('[data-txn]').count()).toBe(3);
});

it('simulated time is shown on the page, and the page speaks the reader’s language', async () => {
  const system = await startSystem({ simulated: '2020-05-20T06:00:00Z,1' });
  const url = `http://${system.ports().http}/`;
  const browser = await startBrowser();
  const { page, complaints } = await openOverview(browser, url, system.cookie(), 'tr-TR');
  await page.locator('[data-notice=simulated]').waitFor();
  await page.goto(`${url}machines`);
  await page.locator('[data-notice=simulated]').waitFor();
  await page.goto(url);
  await page.getByText('Bugün verilen maske').waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('tr');
  await page.getByLabel('Dil').selectOption('zh-TW');
  await page.getByText('今日發放口罩').waitFor();
  await page.reload();
  await page.getByText('今日發放口罩').waitFor();
  expect(complaints).toEqual([]);
});

it('one simulated clock serves server, bridge and dispenser, and their folders refuse the wall clock', async () => {
  const system = await startSystem({ simulated: '2020-05-20T06:00:00Z,20' });
  const dispenser = await system.startDispenser();
  const bridge = await system.startBridge();
  await system.serving(dispenser);
  dispenser.type(cardCommand(1));
  await eventually('a vend booked', () => system.booked() === 1);
  const [vend] = system.query<{ at: number }>('SELECT at FROM vends');
  expect(new Date(vend?.at ?? 0).toISOString()).toMatch(/^2020-05-20T/);

  await bridge.end('SIGTERM');
  await system.server.end('SIGTERM');
  for (const start of [system.startServer, system.startBridge]) {
    const refused = start({ wall: true });
    await expect(refused).rejects.toThrow(/simulated time/);
  }
});
