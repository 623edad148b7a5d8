import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { simulatedClock } from '../../protocol/base/clock.ts';
import { openOverview, startBrowser } from '../support/browser.ts';
import { builtPages } from '../support/pages.ts';
import { seedBooks } from '../support/seeded-books.ts';
import { serverBench } from '../support/server-bench.ts';
import { sessionCookie } from '../support/sign-in.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { usableByEverybody } from '../support/usable.ts';

const startMs = Date.parse('2026-11-24T20:00:00Z');
const pagesDir = builtPages();

/** A server with two weeks in its books, and an analyst's browser at its page. */
async function bench(address: string, locale = 'en-GB', minCards = 1) {
  const dataDir = tempFolder();
  seedBooks(dataDir, {
    days: 14,
    machines: 7,
    vendsADay: 200,
    cards: 2_000,
    endMs: Date.parse('2026-11-24T21:00:00Z'),
  });
  const clock = simulatedClock({ startMs, originMs: Date.now(), speed: 1 });
  const server = await serverBench({ dataDir, pagesDir, clock, simulated: true, minCards });
  const cookie = sessionCookie(dataDir, 'analyst');
  const opened = await openOverview(await startBrowser(), `${server.url}${address}`, cookie, locale);
  return { ...opened, url: server.url };
}

it('a choice changes the question, the address, the answer and its numbers; back undoes it; the CSV is what is shown', async () => {
  const { page, complaints } = await bench('/analysis');
  const title = page.locator('[data-title]');
  await page.getByText('The city gave').waitFor();
  await page.locator('.chart svg').waitFor();
  expect(await title.textContent()).toMatch(/^The city gave [\d,]+ masks in the last 7 days, /);

  await page.getByLabel('Split by').selectOption('district');
  await page.getByText('gave the most in the last 7 days').waitFor();
  expect(new URL(page.url()).searchParams.get('by')).toBe('district');
  expect(await title.textContent()).toMatch(/ masks, (.+ than|as many as) the week before$/);
  await page.getByRole('columnheader', { name: 'Against the week before' }).waitFor();
  await page.getByLabel('What').selectOption('refusals');
  await page.getByText('Most refusals in the last 7 days').waitFor();
  await page.goBack();
  await page.getByText('gave the most in the last 7 days').waitFor();

  // Found with the wrong i, by the keyboard alone.
  await page.getByLabel('Districts').first().focus();
  await page.keyboard.type('igdir');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.getByText('Iğdır Mah. gave').first().waitFor();
  expect(new URL(page.url()).searchParams.getAll('districts')).toEqual(['Iğdır Mah.']);

  const shown = await page.locator('.analyst-table').last().locator('tbody td:last-child').allTextContents();
  const download = page.waitForEvent('download');
  await page.getByText('Download as CSV').click();
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trimEnd()
    .split('\r\n')
    .slice(1);
  expect(lines.map((line) => Number(line.split(',').at(-2))).reverse()).toEqual(
    shown.map((text) => Number(text.replaceAll(',', ''))),
  );
  expect(complaints).toEqual([]);
});

it('everybody can use it: axe finds nothing, in light and dark, on a laptop and on a phone, and nothing is beyond the edge', async () => {
  const { page, url, complaints } = await bench('/analysis?by=district', 'tr-TR');
  for (const address of ['/analysis?by=district', '/analysis?measure=service', '/analysis?machines=nobody'])
    await usableByEverybody(page, address, {
      async show() {
        await page.goto(`${url}${address}`);
        await page.locator('.chart svg, [data-empty]').waitFor();
      },
    });
  expect(complaints).toEqual([]);
});

it('what tells of too few cards is not shown, and the page says so and why, to everybody', async () => {
  const { page, url, complaints } = await bench('/analysis?by=machine', 'en-GB', 25);
  const notice = page.locator('[data-notice=hidden]');
  await notice.waitFor();
  expect(await notice.textContent()).toMatch(
    /^[\d,]+ numbers are not told, nor in the CSV: each tells of fewer than 25 different cards/,
  );
  const cells = await page.locator('.analyst-table').last().locator('tbody td').allTextContents();
  expect(cells).toContain('not told');
  expect(cells.filter((text) => /^\d+$/.test(text)).length).toBeGreaterThan(3);
  for (const address of [
    '/analysis?by=machine',
    '/analysis?by=product&step=hour&range=today&measure=refusals',
  ])
    await usableByEverybody(page, address, {
      async show() {
        await page.goto(`${url}${address}`);
        await notice.waitFor();
      },
    });
  // Nothing is left to draw, and the title is no number.
  await page.goto(`${url}/analysis?measure=refusals&range=today&step=hour&machines=izmir-01`);
  await page.getByText('too few cards for a number to be told').waitFor();
  expect(await page.locator('.analyst-chart').count()).toBe(0);
  expect(complaints).toEqual([]);
});

it('a question that cannot be answered is told, and the page goes on', async () => {
  const { page } = await bench('/analysis?range=custom&from=2020-01-01&to=2026-11-24&step=hour');
  await page.locator('[data-notice=failure]').waitFor();
  await page.getByLabel('Step').selectOption('week');
  await page.getByText('The city gave').waitFor();
  expect(await page.locator('[data-notice=failure]').count()).toBe(0);
});
