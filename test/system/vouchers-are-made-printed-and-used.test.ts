import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openOverview, startBrowser } from '../support/browser.ts';
import { machineClient } from '../support/machine-client.ts';
import { builtPages } from '../support/pages.ts';
import { serverBench } from '../support/server-bench.ts';
import { smallTargets } from '../support/touch.ts';
import { usableByEverybody as usable } from '../support/usable.ts';
import { scanned, voucherPolicy } from '../support/voucher-desk.ts';

const id = 'izmir-konak-01';
const pagesDir = builtPages();

async function bench() {
  const server = await serverBench({ pagesDir, policy: voucherPolicy });
  const machine = await machineClient(server.mqttPort, id, server.enrol(id));
  const ask = async (code: string) => {
    const question = machine.question({ cards: [scanned(code)] });
    await machine.publish('authorize', question);
    return machine.decisionOf(question.txn);
  };
  const open = async (role: 'operator' | 'analyst' = 'operator') =>
    openOverview(await startBrowser(), `${server.url}/`, server.cookie(role));
  return { server, ask, open };
}

/** Everybody can use what is open now, under a thumb too. */
async function usableByEverybody(page: Page): Promise<void> {
  await usable(page, page.url());
  expect(await smallTargets(page)).toEqual([]);
}

it('an operator makes a batch, prints it and takes its codes; what people take with them is seen, and the rest withdrawn', async () => {
  const { server, ask, open } = await bench();
  const { page, complaints } = await open();
  await page.locator('[data-who]').click();
  await page.getByRole('menuitem', { name: 'Vouchers' }).click();
  await page.getByText('No batch was made yet.').waitFor();
  await page.getByRole('menu').waitFor({ state: 'hidden' });
  await usableByEverybody(page);

  await page.getByRole('button', { name: 'Make a batch' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Shelter at the harbour');
  await dialog.getByLabel('Packs a voucher').fill('2');
  await dialog.getByText('1,000 masks in all').waitFor();
  await usableByEverybody(page);
  await page.keyboard.press('Enter');
  await page.getByText('The batch is made.').waitFor();
  const row = page.locator('[data-batch]');
  await row.getByText('100 vouchers · Adult masks · 10 masks each').waitFor();
  expect(await row.getAttribute('data-standing')).toBe('good');

  const downloads = page.waitForEvent('download');
  await row
    .getByRole('button', { name: 'Codes as CSV' })
    .or(row.getByRole('link', { name: 'Codes as CSV' }))
    .click();
  const table = readFileSync(await (await downloads).path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(table).toHaveLength(101);
  const code = (line: number) => table[line]?.split(',')[1] ?? '';
  expect(await ask(code(1))).toMatchObject({ verdict: 'grant', qty: 1 });
  expect(await ask(code(1))).toMatchObject({ verdict: 'grant', qty: 1 });
  expect(await ask(code(1))).toMatchObject({ verdict: 'refuse', reason: 'quota' });
  expect(await ask(code(2))).toMatchObject({ verdict: 'grant', qty: 1 });
  await page.reload();
  await row.getByText('1 used · 1 partly used · 98 not used').waitFor();
  await usableByEverybody(page);

  await row.getByRole('button', { name: 'Print' }).click();
  await dialog.getByLabel('Language').selectOption('zh-TW');
  await usableByEverybody(page);
  const opened = page.context().waitForEvent('page');
  await dialog.getByRole('link', { name: 'Open the sheet' }).click();
  const sheet = await opened;
  await sheet.getByText('掃描此條碼').first().waitFor();
  expect(sheet.url()).toBe(
    `${server.url}/api/vouchers/${await row.getAttribute('data-batch')}/sheet?from=1&to=100&language=zh-TW`,
  );
  await usable(sheet, 'the sheet', { screens: [{ width: 1440, height: 900 }] });
  const paper = (await sheet.pdf({ preferCSSPageSize: true })).toString('latin1');
  // A hundred vouchers, 24 a page, and no empty page behind them.
  expect(paper.match(/\/Type\s*\/Page\b/g)).toHaveLength(5);
  for (const language of ['tr', 'en', 'zh-TW']) {
    await sheet.goto(sheet.url().replace(/[^=]+$/, language));
    const overfull = await sheet.evaluate(
      () =>
        [...document.querySelectorAll('article, .words')].filter(
          (one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight,
        ).length,
    );
    expect({ language, overfull }).toEqual({ language, overfull: 0 });
  }
  await sheet.close();

  await row.getByRole('button', { name: 'Withdraw' }).click();
  const withdraw = dialog.getByRole('button', { name: 'Withdraw' });
  expect(await withdraw.isDisabled()).toBe(true);
  await dialog.getByLabel('Why').fill('a box was lost');
  await usableByEverybody(page);
  await withdraw.click();
  await page.getByText('The batch is withdrawn').waitFor();
  await row.getByText('“a box was lost”').waitFor();
  expect(await row.getByRole('button').count()).toBe(0);
  expect(await ask(code(3))).toMatchObject({ verdict: 'refuse', reason: 'blocked' });
  const acts = server.rows<{ actor: string; action: string }>(
    "SELECT actor, action FROM audit WHERE action LIKE 'vouchers-%' ORDER BY id",
  );
  expect(acts.map(({ actor, action }) => `${actor}: ${action}`)).toEqual(
    ['made', ...Array<string>(5).fill('printed'), 'withdrawn'].map((act) => `the-operator: vouchers-${act}`),
  );
  expect(await page.content()).not.toContain(code(1).slice(-16));
  expect(complaints).toEqual([]);
});

it('who only looks sees the batches and no way to make, print or withdraw one, in Chinese and Turkish too', async () => {
  const { server, open } = await bench();
  const order = { id: randomUUID(), name: 'Guests', product: 'child', items: 1, count: 1_000 };
  const made = await server.ask(
    '/api/vouchers',
    {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ ...order, validFrom: '2099-01-01', validUntil: '2099-02-01' }),
    },
    'operator',
  );
  expect(made.status).toBe(200);
  const { page, complaints } = await open('analyst');
  await page.goto(`${server.url}/vouchers`);
  await page
    .locator('[data-standing=planned]')
    .getByText('Good from Thu, 1 Jan 2099 to Sat, 31 Jan 2099')
    .waitFor();
  expect(await page.locator('main button, main a').count()).toBe(0);
  await page.getByRole('combobox', { name: 'Language' }).selectOption('zh-TW');
  await page.getByText('1,000 張 · 兒童口罩 · 每張 2 片').waitFor();
  await usableByEverybody(page);
  await page.getByRole('combobox', { name: '語言' }).selectOption('tr');
  await page.getByText('1.000 kupon · Çocuk maskesi · kupon başına 2 maske').waitFor();
  expect(complaints).toEqual([]);
});
