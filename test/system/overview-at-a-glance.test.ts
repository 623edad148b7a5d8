import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openOverview, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { startSystem } from '../support/system.ts';
import { smallTargets } from '../support/touch.ts';
import { laptop, phone, usableByEverybody } from '../support/usable.ts';

const figures = ['masksToday', 'masksTotal', 'serving', 'refused'] as const;

/** Script of the first view, compressed; what the map and the chart need comes after it. */
const firstViewBytes = 250 * 1024;
const afterwards = /\/(city-map|chart|maplibre-gl-worker)-/;

it('the first screen tells it all: four figures, no scrolling on a laptop, nothing beyond a phone’s edge, usable by everybody', async () => {
  const system = await startSystem();
  const dispenser = await system.startDispenser();
  await system.startBridge();
  await system.serving(dispenser);
  dispenser.type('card tckn 10000000146');
  await dispenser.line('drop', ({ ev }) => ev === 'drop');

  const url = `http://${system.ports().http}/`;
  const { page, complaints, figure } = await openOverview(await startBrowser(), url, system.cookie());
  // All of the first view is there, so that what is asked for from now on belongs to the next.
  await page.locator('.city-map[data-coast=true]').waitFor();
  await page.locator('.city-map[data-ready=true]').waitFor();
  await page.locator('.chart svg').waitFor();
  const scripts = new Map<string, number>();
  page.on('response', async (response) => {
    if (response.request().resourceType() !== 'script' || afterwards.test(response.url())) return;
    scripts.set(response.url(), gzipSync(await response.body()).length);
  });
  await page.setViewportSize(laptop);
  await page.reload();
  await eventually('the mask', async () => (await figure('masksToday')) === 5);
  await page.locator('.city-map[data-ready=true]').waitFor();
  await page.locator('.chart svg').waitFor();
  const size = [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0);
  expect(size).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(firstViewBytes);

  const around = () =>
    page.evaluate(() => {
      const { scrollHeight, scrollWidth } = document.documentElement;
      return { tooHigh: scrollHeight > innerHeight, tooWide: scrollWidth > innerWidth };
    });
  for (const name of figures) expect(await bottomOf(name)).toBeLessThan(900);
  expect(await around()).toEqual({ tooHigh: false, tooWide: false });
  await usableByEverybody(page, 'the overview', { screens: [laptop] });

  await page.goto(`${url}?wall`);
  await page.locator('.city-map[data-ready=true]').waitFor();
  await page.locator('.chart svg').waitFor();
  expect(await around()).toEqual({ tooHigh: false, tooWide: false });
  // Each panel of the wall is seen whole, one below the other.
  const [map, hours, chart] = await Promise.all(
    ['.city-map', '#hours-title', '.chart svg'].map((one) => page.locator(one).boundingBox()),
  );
  expect((map?.y ?? Number.NaN) + (map?.height ?? 0)).toBeLessThanOrEqual(hours?.y ?? 0);
  expect((chart?.y ?? Number.NaN) + (chart?.height ?? 0)).toBeLessThanOrEqual(900);
  await usableByEverybody(page, 'the wall', { screens: [laptop] });
  await page.goto(url);
  await page.locator('.city-map[data-ready=true]').waitFor();

  await page.setViewportSize(phone);
  for (const name of figures) expect(await bottomOf(name)).toBeLessThan(844);
  expect((await around()).tooWide).toBe(false);
  // Its marks and its controls too; the ring in a mark is as large as on a laptop.
  await page.locator('.map-mark').first().waitFor();
  expect(await smallTargets(page)).toEqual([]);
  expect((await page.locator('.map-ring').first().boundingBox())?.width).toBe(36);
  await usableByEverybody(page, 'the overview', { screens: [phone] });
  // The machine that was opened stands in the address: it can be passed on, and back is back.
  await page.goto(`${url}?machine=izmir-konak-01`);
  const drawer = page.getByRole('dialog');
  await drawer.waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  expect(page.url()).toBe(url);
  await page.goBack();
  await drawer.waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });

  // The map's own controls speak the page's language too, once it is chosen.
  await page.getByLabel('Language').selectOption('tr');
  await page.getByRole('button', { name: 'Yaklaştır', exact: true }).waitFor();
  expect(complaints).toEqual([]);

  async function bottomOf(name: string): Promise<number> {
    const box = await page.locator(`[data-figure=${name}]`).boundingBox();
    return (box?.y ?? Number.NaN) + (box?.height ?? 0);
  }
});
