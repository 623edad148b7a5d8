import { expect, it } from 'vitest';
import { openOverview, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { cardCommand, machineId, startSystem } from '../support/system.ts';
import { usableByEverybody } from '../support/usable.ts';

it('a jam leaves a full machine serving and its slot full, an open door is no fault: each is told in words, and no lock is offered', async () => {
  const system = await startSystem({ slots: 2, stock: 100, planogram: 'adult:100,adult:100' });
  const dispenser = await system.startDispenser();
  await system.startBridge();
  const url = `http://${system.ports().http}`;
  const browser = await startBrowser();
  const { page, complaints } = await openOverview(browser, `${url}/machines`, system.cookie());
  const row = page.locator(`[data-machine=${machineId}]`);
  await row.locator('[data-status=ok]').waitFor();

  dispenser.type('jam 0');
  dispenser.type('select 0');
  dispenser.type(cardCommand(1));
  await row.locator('[data-troubles]').getByText('Slot 1: Jam').waitFor();
  expect(await row.locator('[data-status]').getAttribute('data-status')).toBe('ok');
  await usableByEverybody(page, 'a list with a jam');

  await page.goto(`${url}/machines/${machineId}`);
  await page.locator('[data-troubles]').getByText('Slot 1: Jam').waitFor();
  const slot = page.locator('[data-slot="0"]');
  await slot.locator('[data-fault="1"]').getByText('Jam').waitFor();
  expect(await slot.locator('.fill-bar').getAttribute('data-level')).toBe('ok');

  await page.goto(url);
  const hand = page.locator(`[data-hand=${machineId}]`);
  await hand.getByText('Slot 1: Jam').waitFor();
  dispenser.type('door open');
  await hand.locator('[data-status=open]').waitFor();
  await hand.getByText(/^Door opened /).waitFor();
  await hand.locator('[data-act=more]').click();
  await page.getByRole('menuitem', { name: 'Visit' }).waitFor();
  expect(await page.locator('[role=menuitem][data-act=lock]').count()).toBe(0);
  await page.keyboard.press('Escape');
  await eventually('the menu is gone', async () => (await page.getByRole('menu').count()) === 0);
  await usableByEverybody(page, 'an overview with an open door');
  expect(complaints).toEqual([]);
});
