import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { chromiumArgs, chromiumPath } from '../support/chromium.ts';
import { eventually } from '../support/eventually.ts';

/**
 * Pictures of the pages, of the demo's own data: `docs/images/overview.png` for the README; with `--all FOLDER` every
 * page on a laptop and a phone, light and dark, to be looked at. `--packs`: how far the city gets before; `--locale`:
 * the reader's language.
 */
const { values } = parseArgs({
  options: {
    all: { type: 'string' },
    packs: { type: 'string', default: '2500' },
    locale: { type: 'string', default: 'en-GB' },
  },
});

const root = new URL('../../', import.meta.url).pathname;
const screens = { laptop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
const machine = 'izmir-konak-metro';
const pages: Readonly<Record<string, string>> = {
  overview: '/',
  wall: '/?wall',
  machines: '/machines',
  machine: `/machines/${machine}`,
  visit: `/machines/${machine}/visit`,
  'pick-list': `/pick-list?machines=${machine},izmir-bornova-metro,izmir-karsiyaka-iskele`,
  alarms: '/alarms',
  cases: '/cases',
  vouchers: '/vouchers',
  analysis: '/analysis',
  'offline-report': '/offline-report?days=35',
  policy: '/policy',
  users: '/users',
  audit: '/audit',
  password: '/password',
  nearby: '/nearby',
};
/** Time for map, chart and fonts after the page is there; a picture may be late, a test may not. */
const settleMs = 2_500;
const startMs = 120_000;
/** What is drawn last on the first page. */
const drawn = ['.city-map[data-coast=true]', '.hours .chart svg'];
const cityMs = 900_000;
/** Machines that need a hand in the picture for the README. */
const hands = 3;

const data = mkdtempSync(join(tmpdir(), 'maskfleet-pictures-'));
const argv = ['demo', '--data', data, '--http', '127.0.0.1:0', '--speed', '120'];
const demo = spawn(process.execPath, [join(root, 'simulators/bin/sim.js'), ...argv]);
let said = '';
demo.stdout.on('data', (bytes) => {
  said += String(bytes);
});
demo.stderr.pipe(process.stderr);
const ended = once(demo, 'close');
const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs });
try {
  const link = await eventually('the one-time link', () => said.match(/Open (\S+)/)?.[1], startMs);
  const page = await browser.newPage({ locale: values.locale, viewport: screens.laptop });
  await page.goto(link);
  const packs = () => Number([...said.matchAll(/([\d,.]+) packs/g)].at(-1)?.[1]?.replace(/\D/g, '') ?? 0);
  await eventually('a city at work', () => packs() >= Number(values.packs), cityMs);
  const show = async (path: string) => {
    await page.goto(new URL(path, link).href);
    await page.waitForTimeout(settleMs);
    // Beside other work a map and a chart take longer than that.
    for (const part of path === '/' || path === '/?wall' ? drawn : [])
      await page.locator(part).waitFor({ timeout: startMs });
  };
  const take = async (path: string, file: string) => {
    await show(path);
    await page.screenshot({ path: file, fullPage: page.viewportSize()?.width === screens.phone.width });
  };
  await page.emulateMedia({ colorScheme: 'light' });
  await show('/');
  // The city's own jams, empty slots and open doors: a moment in which there is something to do.
  await page
    .locator('[data-hand]')
    .nth(hands - 1)
    .waitFor({ timeout: cityMs });
  await page.screenshot({ path: join(root, 'docs/images/overview.png') });
  if (values.all !== undefined) await takeAll(page, resolve(values.all), take);
} finally {
  await browser.close();
  demo.kill('SIGINT');
  await ended;
  rmSync(data, { recursive: true, force: true });
}

async function takeAll(page: Page, folder: string, take: (path: string, file: string) => Promise<void>) {
  mkdirSync(folder, { recursive: true });
  for (const [screen, size] of Object.entries(screens))
    for (const scheme of ['light', 'dark'] as const) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: scheme });
      for (const [name, path] of Object.entries(pages))
        await take(path, join(folder, `${name}-${screen}-${scheme}.png`));
    }
}
