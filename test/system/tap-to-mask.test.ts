import { expect, it } from 'vitest';
import { openOverview, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { startSystem } from '../support/system.ts';

it('a tap becomes a decision, a mask, a point in InfluxDB and a number on the page; the same card again is refused', async () => {
  const system = await startSystem({ influx: 'auto' });
  const dispenser = await system.startDispenser();
  await system.startBridge();
  await system.serving(dispenser);

  const url = `http://${system.ports().http}/`;
  const { page, complaints, figure } = await openOverview(await startBrowser(), url, system.cookie());
  expect(await figure('masksToday')).toBe(0);

  dispenser.type('card tckn 10000000146');
  const drop = await dispenser.line('drop', ({ ev }) => ev === 'drop');
  await eventually(
    'the pack on the page',
    async () => (await figure('masksToday')) === 5 && (await figure('masksTotal')) === 5,
  );
  await page.locator(`[data-txn="${drop.txn}"]`).getByText('Konak Metro').waitFor();
  await page.locator('[data-source=influxdb]').waitFor();
  const [booked] = system.query<{ took: number }>('SELECT took_ms AS took FROM vends');
  const took = page.locator(`[data-txn="${drop.txn}"] [data-took-ms]`);
  expect(Number(await took.getAttribute('data-took-ms'))).toBe(booked?.took);
  expect(await took.textContent()).toMatch(/took \d+(\.\d)? sec/);
  expect(complaints).toEqual([]);

  expect(system.counted()).toBe(1);
  expect(system.query('SELECT txn, items, pieces FROM vends')).toEqual([
    { txn: drop.txn, items: 1, pieces: 5 },
  ]);
  const influx = system.server.lines.find(({ msg }) => String(msg).includes('private InfluxDB'))?.url;
  const statement = encodeURIComponent('SELECT pieces, txn FROM vend');
  const answer = await (await fetch(`${influx}/query?db=maskfleet&q=${statement}`)).json();
  expect(answer).toMatchObject({ results: [{ series: [{ values: [[expect.any(String), 5, drop.txn]] }] }] });

  const before = dispenser.lines.length;
  dispenser.type('card tckn 10000000146');
  const refusal = await eventually('the refusal', () =>
    dispenser.lines.slice(before).find((line) => line.ev === 'display' && line.tone === 2),
  );
  expect(refusal.text).toMatch(/^You have had your masks\. Come back \w{3} \d{1,2} \w{3,4} \d\d:\d\d\.$/);
  await system.booksAgree(1);
});
