import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openOverview, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { sessionCookie } from '../support/sign-in.ts';
import { machineId, startSystem } from '../support/system.ts';
import { smallTargets } from '../support/touch.ts';
import { phone, usableByEverybody } from '../support/usable.ts';

const hand = (page: Page) => page.locator(`[data-hand=${machineId}]`);
const more = (page: Page) => hand(page).locator('[data-act=more]');
const item = (page: Page, act: string) => page.locator(`[role=menuitem][data-act=${act}]`);

it('an operator takes a machine that needs a hand, which everybody sees, and locks it once; an analyst only looks', async () => {
  const system = await startSystem({ slots: 1, stock: 0 });
  await system.startDispenser();
  await system.startBridge();
  const url = `http://${system.ports().http}/`;
  const browser = await startBrowser();
  const { page, complaints } = await openOverview(browser, url, sessionCookie(system.paths.data, 'operator'));
  await page.setViewportSize(phone);
  await hand(page).locator('[data-status=empty]').waitFor();
  expect(await hand(page).getByRole('link', { name: 'Visit: Konak Metro' }).count()).toBe(1);

  await more(page).click();
  await item(page, 'assign').click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByLabel('Who').inputValue()).toBe('the-operator');
  await usableByEverybody(page, 'the question who', { screens: [phone] });
  expect(await smallTargets(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('you look after it').waitFor();
  await eventually('the keyboard is back where it was', () =>
    more(page).evaluate((button) => document.activeElement === button),
  );
  await page.reload();
  await hand(page).locator('[data-assigned=the-operator]').waitFor();
  const acts = "SELECT actor, subject FROM audit WHERE action = 'machine-assigned'";
  expect(system.query(acts)).toEqual([{ actor: 'the-operator', subject: machineId }]);

  const other = await openOverview(browser, url, sessionCookie(system.paths.data, 'analyst'));
  await hand(other.page).getByText('the-operator looks after it').waitFor();
  expect(await other.page.locator('[data-act]').count()).toBe(0);

  // The server hears the order, and the page does not hear the server: it has to say it again.
  let heard = 0;
  await page.route('**/commands', async (route) => {
    if (++heard > 1) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await more(page).click();
  await item(page, 'lock').click();
  await dialog.getByLabel('Why').fill('the flap is broken');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(heard).toBe(2);
  expect(system.query('SELECT name, reason, actor FROM commands')).toEqual([
    { name: 'lock', reason: 'the flap is broken', actor: 'the-operator' },
  ]);
  await more(page).click();
  await item(page, 'unlock').waitFor();
  expect(await smallTargets(page)).toEqual([]);
  // What the page could not be told is all that it complains of.
  expect(complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([]);
});
