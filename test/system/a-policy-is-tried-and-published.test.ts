import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { defaultPolicy } from '../../server/policy/default.ts';
import { openOverview, startBrowser } from '../support/browser.ts';
import { machineClient } from '../support/machine-client.ts';
import { builtPages } from '../support/pages.ts';
import { serverBench } from '../support/server-bench.ts';
import { usableByEverybody } from '../support/usable.ts';

const pagesDir = builtPages();

it('an admin reads the policy, mends a draft, tries it on what was asked, publishes it, and reads what changed; an analyst tries, and does not publish', async () => {
  const server = await serverBench({ pagesDir });
  const machine = await machineClient(server.mqttPort, 'izmir-01', server.enrol('izmir-01'));
  const question = machine.question({ qty: 2 });
  await machine.publish('authorize', question);
  expect(await machine.decisionOf(question.txn)).toMatchObject({ qty: 1 });

  const browser = await startBrowser();
  const { page, complaints } = await openOverview(browser, `${server.url}/analysis`, server.cookie('admin'));
  await page.getByRole('link', { name: 'Try another policy' }).click();
  await page.locator('[data-version="1"][data-standing=in-force]').waitFor();
  await page.getByText('limit: 5').waitFor();

  await page.getByRole('button', { name: 'Begin with version 1' }).click();
  const field = page.getByRole('textbox', { name: 'A draft' });
  const draft = parse(await field.inputValue());
  expect(draft).toEqual(defaultPolicy);
  await field.fill(stringify({ ...draft, cards: 9 }));
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('/cards: 9 stands there; allowed is a whole number from 1 to 5').waitFor();
  expect(await page.getByRole('button', { name: 'Publish' }).count()).toBe(0);

  const more = { ...draft, rules: [{ ...draft.rules[0], limit: 10 }] };
  await field.fill(stringify(more));
  await page.getByRole('button', { name: 'Check' }).click();
  await page.locator('[data-change="/rules/weekly/limit"]').waitFor();
  await page.getByRole('button', { name: 'Try it on what was asked' }).click();
  const all = page.locator('[data-what-if] [data-district="In all"] td');
  await all.first().waitFor();
  expect(await all.allTextContents()).toEqual(['In all', '1', '1', '1', '5', '10', '0', '0']);
  await usableByEverybody(page, 'the draft');

  await page.getByLabel('Why, for the list and the audit log').fill('more in stock');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.locator('[data-published="2"]').waitFor();
  await page.locator('[data-version="2"][data-standing=in-force]').waitFor();
  await page.getByRole('link', { name: 'Version 2' }).click();
  await page.getByLabel('Compare with').selectOption('1');
  // The address holds what is looked at; the draft is gone.
  await page.reload();
  await page.locator('[data-change="/rules/weekly/limit"]').waitFor();
  expect(await page.locator('[data-change="/rules/weekly/limit"] td').allTextContents()).toEqual([
    ...['/rules/weekly/limit', '5', '10'],
  ]);
  expect(new URL(page.url()).search).toBe('?version=2&against=1');
  const again = machine.question({ qty: 2 });
  await machine.publish('authorize', again);
  expect(await machine.decisionOf(again.txn)).toMatchObject({ verdict: 'grant', qty: 1 });
  expect(complaints).toEqual([]);

  const analyst = await openOverview(browser, `${server.url}/policy`, server.cookie('analyst'));
  await analyst.page.getByRole('button', { name: 'Begin with version 2' }).click();
  await analyst.page.getByRole('button', { name: 'Check' }).click();
  await analyst.page.getByText('An admin publishes.').waitFor();
  await analyst.page.getByRole('button', { name: 'Try it on what was asked' }).waitFor();
  expect(analyst.complaints).toEqual([]);
});
