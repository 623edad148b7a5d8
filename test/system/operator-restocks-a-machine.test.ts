import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openOverview, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { machineId, type System, startSystem } from '../support/system.ts';
import { tcpProxy } from '../support/tcp-proxy.ts';
import { smallTargets } from '../support/touch.ts';
import { laptop, phone, usableByEverybody } from '../support/usable.ts';

/** A second machine, which has enough, and whose id comes before that of the empty one. */
async function startFullMachine(system: System): Promise<string> {
  const id = 'izmir-bornova-01';
  const folder = join(system.paths.data, '..', id);
  const [tty, token] = [`${folder}.tty`, `${folder}.token`];
  writeFileSync(token, system.enrol(id));
  const memory = ['--nvram', `${folder}.nvram`, '--link', tty];
  const dispenser = system.run('simulators/bin/sim.js', [
    ...['dispenser', '--slots', '2', '--stock', '95', ...memory],
  ]);
  await dispenser.line('PTY', ({ pty }) => pty !== undefined);
  const link = ['--serial', tty, '--mqtt', `mqtt://${system.ports().mqtt}`];
  const files = ['--token-file', token, '--data', `${folder}.bridge`];
  system.run('firmware-bridge/bin/bridge.js', ['--machine', id, ...link, ...files]);
  return id;
}

async function startCity() {
  const system = await startSystem({ slots: 2, stock: 0, planogram: 'adult:100,adult:60' });
  await system.startDispenser();
  await system.startBridge();
  const full = await startFullMachine(system);
  return { system, full, url: `http://${system.ports().http}` };
}

function serverOf(system: System) {
  const [host = '', port] = system.ports().http.split(':');
  return { host, port: Number(port) };
}

/** What the dispenser itself remembers that it holds. */
function dispenserStock({ paths }: System): number[] {
  const memory = JSON.parse(readFileSync(paths.nvram, 'utf8')) as { slots: { stock: number }[] };
  return memory.slots.map(({ stock }) => stock);
}

function ledgerStock(system: System): (number | null)[] {
  const sql = 'SELECT stock FROM slots WHERE machine = ? ORDER BY slot';
  return system.query<{ stock: number | null }>(sql, machineId).map(({ stock }) => stock);
}

const field = (page: Page, name: string) => page.locator(`[data-field=${name}] input`);
const act = (page: Page, name: string) => page.locator(`[data-act=${name}]`);
const saved = (page: Page) => page.locator('[data-saved]');
const stateOf = (page: Page) => saved(page).getAttribute('data-state');

it('an operator finds the empty machine first, loads what it needs, counts it without a network, and ledger and dispenser agree', async () => {
  const { system, full } = await startCity();
  const browser = await startBrowser();
  const air = await tcpProxy(serverOf(system));
  const { page } = await openOverview(browser, `http://127.0.0.1:${air.port}/machines`, system.cookie());
  const phoneContext = page.context();
  await page.setViewportSize(phone);

  await page.locator(`[data-machine=${full}] [data-status=ok]`).waitFor();
  await page.locator(`[data-machine=${machineId}] [data-status=empty]`).waitFor();
  const order = await page
    .locator('[data-machine]')
    .evaluateAll((rows) => rows.map((row) => row.dataset.machine));
  expect(order).toEqual([machineId, full]);

  await page.locator(`[data-machine=${machineId}] input[type=checkbox]`).check();
  await page.getByRole('link', { name: 'Pick list' }).click();
  const total = page.locator('[data-product=adult]');
  expect(await total.locator('[data-items]').getAttribute('data-items')).toBe('160');
  expect(await total.locator('[data-pieces]').getAttribute('data-pieces')).toBe('800');
  expect(
    await page.locator('[data-load]').evaluateAll((rows) => rows.map((row) => row.dataset.load)),
  ).toEqual(['100', '60']);

  expect(await page.locator('[data-stop] [data-empties]').textContent()).toBe('Empty now');

  await eventually('what the visit needs, kept by the phone', () =>
    page.evaluate(async () => {
      const keys = Object.keys(localStorage);
      return keys.some((key) => key.includes('plan')) && (await caches.match('/')) !== undefined;
    }),
  );
  // Down in the station there is no network, and the machine's own page was never opened.
  // The link itself is cut: Chromium's own switch forgets a page for a moment while it loads again.
  air.cut();
  await phoneContext.setOffline(true);
  await page.getByRole('link', { name: 'Start the visit' }).click();
  await act(page, 'begin').click();
  await page.locator('[data-field=found] [data-usual]').click();
  await page.locator('[data-field=filled] [data-usual]').click();

  await page.reload();
  expect(await field(page, 'found').inputValue()).toBe('0');
  expect(await field(page, 'filled').inputValue()).toBe('100');
  await act(page, 'next').click();
  await field(page, 'found').fill('3');
  await page.locator('[data-field=filled]').getByRole('button', { name: 'one more' }).click();
  expect(await field(page, 'filled').inputValue()).toBe('1');
  await page.locator('[data-field=filled] [data-usual]').click();
  await act(page, 'next').click();

  const second = page.locator('[data-slot="1"]');
  expect(await second.getAttribute('data-difference')).toBe('3');
  expect(await second.textContent()).toContain('3 packs more than in the books');
  expect(await page.locator('[data-slot="0"]').getAttribute('data-difference')).toBe('0');
  await act(page, 'save').click();
  await saved(page).waitFor();
  expect(await stateOf(page)).toBe('waiting');
  await page.reload();
  await saved(page).waitFor();
  expect(await stateOf(page)).toBe('waiting');
  expect(system.query('SELECT id FROM visits')).toEqual([]);

  // The server hears the visit, and the phone does not hear the server: it has to say it again.
  let heard = 0;
  await phoneContext.route('**/api/visits', async (route) => {
    if (route.request().method() !== 'POST' || ++heard > 1) return route.continue();
    await route.fetch();
    await route.abort();
  });
  air.mend();
  await phoneContext.setOffline(false);
  await eventually('the visit at the server', async () => (await stateOf(page)) === 'synced', 30_000);
  expect(heard).toBeGreaterThan(1);
  await page.locator('[data-followed=true]').waitFor();
  await eventually('the same stock everywhere', () => {
    const [ledger, dispenser] = [ledgerStock(system), dispenserStock(system)];
    return String(ledger) === '100,60' && String(dispenser) === '100,60';
  });
  expect(system.query('SELECT id FROM visits')).toHaveLength(1);
  expect(system.query('SELECT slot, found, filled, removed FROM visit_slots ORDER BY slot')).toEqual([
    { slot: 0, found: 0, filled: 100, removed: 0 },
    { slot: 1, found: 3, filled: 57, removed: 0 },
  ]);

  await page.getByRole('link', { name: 'To the machines' }).click();
  await page.locator(`[data-machine=${machineId}] [data-status=ok]`).waitFor();
});

it('an operator’s pages can be used by everybody, on a phone and on a laptop, by day and by night', async () => {
  const { system, full, url } = await startCity();
  const browser = await startBrowser();
  const { page, complaints } = await openOverview(browser, `${url}/machines`, system.cookie());
  // Nothing is measured while it fades from one scheme to the other.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.locator(`[data-machine=${full}] [data-status=ok]`).waitFor();
  await page.locator(`[data-machine=${machineId}] [data-status=empty]`).waitFor();

  const views: readonly (readonly [path: string, ready: string])[] = [
    [`/machines?chosen=${machineId}`, '[data-machine]'],
    [`/pick-list?machines=${machineId},${full}`, '[data-stop]'],
    [`/machines/${full}`, '[data-kind]'],
    [`/machines/${machineId}/visit`, '[data-act=begin]'],
  ];
  for (const [path, ready] of views) {
    for (const size of [laptop, phone]) {
      await page.setViewportSize(size);
      await page.goto(url + path);
      await page.locator(ready).first().waitFor();
      await eventually(
        'everything fetched',
        async () => (await page.locator('.mantine-Skeleton-root').count()) === 0,
      );
      await usableByEverybody(page, path, { screens: [size] });
    }
    expect(await smallTargets(page), path).toEqual([]);
  }

  await page.setViewportSize(phone);
  await act(page, 'begin').click();
  await field(page, 'found').fill('4');
  await usableByEverybody(page, 'a slot', { screens: [phone] });
  expect(await smallTargets(page)).toEqual([]);
  await act(page, 'next').click();
  await field(page, 'found').fill('0');
  await act(page, 'next').click();
  await usableByEverybody(page, 'the differences', { screens: [phone] });

  await page.goto(`${url}/machines/${full}`);
  await page.locator('[data-command=display]').click();
  await page.getByRole('textbox', { name: 'Text' }).fill('口'.repeat(54));
  await page.locator('[data-bytes="162"]').waitFor();
  await usableByEverybody(page, 'a command', { screens: [phone] });
  await page.getByRole('textbox', { name: 'Text' }).fill('Open until 18:00');
  await page.getByRole('textbox', { name: 'Why' }).fill('longer hours');
  await page.getByRole('button', { name: 'Send' }).click();
  const order = page.locator('[data-given]').first();
  await page.locator('[data-given][data-state=done]').first().waitFor();
  expect(await order.textContent()).toContain('longer hours');
  expect(await order.textContent()).toContain('the-admin');

  await page.keyboard.press('/');
  await page.locator('input[data-search]:focus').waitFor();
  await page.keyboard.type('KONAK METRO');
  await eventually('the search in the address', () => page.url().includes('q=KONAK'));
  expect(complaints).toEqual([]);
});
