import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { otherPassword, password } from '../support/people.ts';
import { sessionCookie } from '../support/sign-in.ts';
import { machineId, startSystem } from '../support/system.ts';
import { smallTargets } from '../support/touch.ts';
import { usableByEverybody as usable } from '../support/usable.ts';

const script = join(import.meta.dirname, '../../server/bin/server.js');

/** Keeps a picture of the page where MASKFLEET_PICTURES names a folder for it. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.MASKFLEET_PICTURES;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

async function usableByEverybody(page: Page, name: string): Promise<void> {
  await usable(page, name, { show: (named) => picture(page, named) });
  if ((await page.locator('button').count()) > 0)
    expect([name, await smallTargets(page)]).toEqual([name, []]);
}

it('the first user is made by the link of the log, signs out, and comes back to the page that was wanted', async () => {
  const system = await startSystem();
  const told = await system.server.line('set-up link', ({ setUp }) => setUp !== undefined);
  const base = `http://${system.ports().http}`;
  const page = await (await startBrowser()).newPage({ locale: 'en-GB' });
  await page.goto(`${base}/`);
  await page.getByText('Open the set-up link').waitFor();
  await usableByEverybody(page, 'needs-set-up');

  await page.goto(String(told.setUp));
  await page.getByLabel('Name').fill('ayse');
  // The secret is neither on the screen nor in the history any more.
  expect(page.url()).toBe(`${base}/setup`);
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByLabel('The same password again').fill('short');
  await page.keyboard.press('Enter');
  await page.getByText('A password has at least 12 characters.').waitFor();
  await usableByEverybody(page, 'set-up');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('The same password again').fill(password);
  await page.keyboard.press('Enter');
  await page.locator('[data-figure=masksToday]').waitFor();
  expect(page.url()).toBe(`${base}/`);

  await page.locator('[data-who=ayse]').focus();
  await page.keyboard.press('Enter');
  await picture(page, 'menu');
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(await page.locator('[data-figure]').count()).toBe(0);

  await page.goto(`${base}/users?from=a-bookmark`);
  await page.getByLabel('Name').fill('ayse');
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.keyboard.press('Enter');
  await page.getByText('The name or the password is wrong.').waitFor();
  await usableByEverybody(page, 'sign-in');
  const toNearby = page.getByRole('link', { name: 'Looking for masks?' });
  expect(await toNearby.getAttribute('href')).toBe('/nearby?lang=en');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Users', exact: true }).waitFor();
  expect(page.url()).toBe(`${base}/users?from=a-bookmark`);
});

it('who guesses is told how long to wait, and the button waits as long', async () => {
  const system = await startSystem();
  system.cookie();
  const page = await (await startBrowser()).newPage({ locale: 'tr-TR' });
  await page.goto(`http://${system.ports().http}/`);
  const button = page.getByRole('button', { name: 'Oturum aç' });
  const answered = page.locator('[data-notice=refused]');
  const told = page.getByText(/\d+ sn bekleyip yeniden deneyin/);
  await eventually('a wait', async () => {
    await page.getByLabel('Ad', { exact: true }).fill('nobody');
    await page.getByLabel('Parola', { exact: true }).fill('a guess');
    const answer = page.waitForResponse(/api\/session$/);
    await button.click();
    return (await answer).status() === 429;
  });
  await told.waitFor();
  expect(await button.isDisabled()).toBe(true);
  await picture(page, 'wait');
  await eventually('the wait is over', () => button.isEnabled());
  expect(await answered.count()).toBe(0);
});

it('an admin adds a user, who may not see the users, and is out at once when disabled', async () => {
  const system = await startSystem();
  const base = `http://${system.ports().http}`;
  const browser = await startBrowser();
  const admin = await browser.newPage({ locale: 'en-GB' });
  const argv = ['login-link', 'the-admin', '--data', system.paths.data, '--url', base];
  sessionCookie(system.paths.data);
  const made = spawnSync(process.execPath, [script, ...argv], { encoding: 'utf8' });
  await admin.goto((JSON.parse(made.stdout) as { link: string }).link);
  await admin.locator('[data-who=the-admin]').waitFor();
  expect(admin.url()).toBe(`${base}/`);

  await admin.goto(`${base}/users`);
  const form = admin.getByRole('region', { name: 'Add a user' });
  await form.getByLabel('Name').fill('mehmet');
  await form.getByLabel('Role').selectOption('analyst');
  await form.getByLabel('Password', { exact: true }).fill(password);
  await form.getByRole('button', { name: 'Add a user' }).click();
  await admin.getByText('mehmet is added.').waitFor();
  await usableByEverybody(admin, 'users');

  const context = await browser.newContext({ locale: 'en-GB' });
  const mehmet = await context.newPage();
  await mehmet.goto(`${base}/password`);
  await mehmet.getByLabel('Name').fill('mehmet');
  await mehmet.getByLabel('Password', { exact: true }).fill(password);
  await mehmet.keyboard.press('Enter');
  await mehmet.getByLabel('Current password').fill(password);
  await mehmet.getByLabel('New password', { exact: true }).fill(otherPassword);
  await mehmet.getByLabel('The same password again').fill(otherPassword);
  await mehmet.keyboard.press('Enter');
  await mehmet.getByText('Your password is changed.').waitFor();
  await usableByEverybody(mehmet, 'password');
  await mehmet.goto(`${base}/users`);
  await mehmet.getByText('Only an admin may see the users.').waitFor();
  // Who only looks is offered nothing that the server would refuse.
  await mehmet.goto(`${base}/machines/${machineId}`);
  await mehmet.getByRole('heading', { name: 'State' }).waitFor();
  expect(await mehmet.getByRole('heading', { name: 'Commands', exact: true }).count()).toBe(0);
  expect(await mehmet.getByRole('link', { name: 'Start a visit' }).count()).toBe(0);
  await admin.goto(`${base}/machines/${machineId}`);
  await admin.getByRole('heading', { name: 'Commands', exact: true }).waitFor();
  await admin.getByRole('link', { name: 'Start a visit' }).waitFor();
  await admin.goto(`${base}/users`);
  await mehmet.goto(`${base}/`);
  await mehmet.locator('[data-figure=masksToday]').waitFor();

  const row = admin.locator('[data-user=mehmet]');
  await row.getByRole('button', { name: 'Disable' }).click();
  await row.getByText('Disable mehmet?').waitFor();
  await row.getByRole('button', { name: 'Disable' }).last().click();
  await row.getByText('Disabled').waitFor();
  // The stream that is open ends too, within ten seconds.
  await mehmet.getByRole('button', { name: 'Sign in' }).waitFor({ timeout: 45_000 });

  await admin.locator('[data-user=the-admin]').getByLabel(/Role/).selectOption('operator');
  await admin.getByText('This is the last admin.').waitFor();
});

it('a server that is not encrypted says so on every page, signed in or not, and on the wall', async () => {
  const system = await startSystem({ insecure: true });
  const base = `http://${system.ports().http.replace('0.0.0.0', '127.0.0.1')}`;
  const cookie = system.cookie();
  const page = await (await startBrowser()).newPage({
    locale: 'en-GB',
    viewport: { width: 1440, height: 900 },
  });
  const warning = page.locator('[data-notice=insecure]');
  await page.goto(base);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await warning.waitFor();
  await usableByEverybody(page, 'insecure');
  await page.setViewportSize({ width: 1440, height: 900 });
  const [name = '', value = ''] = cookie.split('=');
  await page.context().addCookies([{ name, value, url: base }]);
  for (const path of ['/', '/?wall', '/users', '/nowhere']) {
    await page.goto(`${base}${path}`);
    await warning.waitFor();
  }
  await page.goto(base);
  await page.locator('[data-figure=masksToday]').waitFor();
  await picture(page, 'insecure-overview');
  expect(await page.evaluate(() => document.documentElement.scrollHeight > innerHeight)).toBe(false);
});
