import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openOverview, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { cardCommand, startSystem } from '../support/system.ts';

/** What the browser says of something that moved. */
interface Shift {
  readonly node: Node | null;
  readonly previousRect: DOMRectReadOnly;
  readonly currentRect: DOMRectReadOnly;
}

/** From now on: every number that stands as the masks of today, and what a change of the page has pushed up or down. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: string[] = [];
    const moved: string[] = [];
    const figure = document.querySelector('[data-figure=masksToday] > span');
    if (figure === null) throw new Error('there is no figure');
    new MutationObserver(() => seen.push(figure.textContent ?? '')).observe(figure, {
      ...{ characterData: true, childList: true, subtree: true },
    });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        for (const { node, previousRect, currentRect } of (entry as unknown as { sources: Shift[] })
          .sources) {
          const one = node instanceof Element ? node : node?.parentElement;
          // A unit gives way to one more digit, and a new row of the feed comes on top of the others.
          if (!one || one.closest('.feed') || previousRect.y === currentRect.y) continue;
          moved.push(`${one.outerHTML.slice(0, 100)} from ${previousRect.y} to ${currentRect.y}`);
        }
    }).observe({ type: 'layout-shift' });
    Object.assign(window, { watched: { seen, moved } });
  });
}

const watched = (page: Page) =>
  page.evaluate(() => (window as unknown as { watched: { seen: string[]; moved: string[] } }).watched);

it('masks count up to their number, or stand at once for whom motion is unwelcome, and nothing is pushed about', async () => {
  const system = await startSystem();
  const dispenser = await system.startDispenser();
  await system.startBridge();
  await system.serving(dispenser);
  const url = `http://${system.ports().http}/`;
  const { page, figure } = await openOverview(await startBrowser(), url, system.cookie());
  const give = async (card: number, masks: number) => {
    dispenser.type(cardCommand(card));
    await eventually(`${masks} masks`, async () => (await figure('masksToday')) === masks);
  };
  await give(1, 5);
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await page.reload();
    await page.locator('.city-map[data-ready=true]').waitFor();
    await page.locator('.chart svg').waitFor();
    const before = await figure('masksToday');
    await watch(page);
    await give(width, before + 5);
    const counted = await eventually('the last step', async () => {
      const { seen } = await watched(page);
      return seen.at(-1) === String(before + 5) ? seen.map(Number) : undefined;
    });
    // Not one jump, and never back.
    expect(counted.length).toBeGreaterThan(1);
    expect([...counted].sort((a, b) => a - b)).toEqual(counted);
    // Ages grow from "now" to seconds meanwhile, and the drawn numbers are all as wide as each other.
    await page.getByText(/last: [2-9] seconds ago/).waitFor();
    expect((await watched(page)).moved).toEqual([]);
    const numerals = page.locator('[data-figure=masksToday]');
    expect(await numerals.evaluate((one) => getComputedStyle(one).fontVariantNumeric)).toBe('tabular-nums');

    await page.emulateMedia({ reducedMotion: 'reduce' });
    await watch(page);
    await give(width + 1, before + 10);
    await eventually('the number', async () => (await watched(page)).seen.length > 0);
    expect((await watched(page)).seen).toEqual([String(before + 10)]);
  }
});
