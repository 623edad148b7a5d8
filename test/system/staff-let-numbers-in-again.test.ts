import { expect, it } from 'vitest';
import { defaultPolicy } from '../../server/policy/default.ts';
import { openOverview, startBrowser } from '../support/browser.ts';
import { machineClient } from '../support/machine-client.ts';
import { builtPages } from '../support/pages.ts';
import { serverBench } from '../support/server-bench.ts';
import { usableByEverybody } from '../support/usable.ts';

const id = 'izmir-konak-01';

it('a machine that takes no numbers says until when on its page, and whoever looked lets them in again', async () => {
  const policy = { ...defaultPolicy, velocity: { numbers: 4 } };
  const server = await serverBench({ pagesDir: builtPages(), policy });
  const machine = await machineClient(server.mqttPort, id, server.enrol(id));
  /** Numbers that cannot be: each from the third on counts twice. */
  const type = async (number: string) => {
    const question = machine.question({ cards: [{ scheme: 'tckn', id: number, entry: 'typed' }] });
    await machine.publish('authorize', question);
    return (await machine.decisionOf(question.txn)).reason;
  };
  const reasons: unknown[] = [];
  for (const end of [0, 1, 2, 3, 4]) reasons.push(await type(`1000000014${end}`));
  expect(reasons).toEqual(['bad-id', 'bad-id', 'bad-id', 'bad-id', 'closed']);

  const { page, complaints } = await openOverview(
    await startBrowser(),
    `${server.url}/`,
    server.cookie('operator'),
  );
  await page.goto(`${server.url}/machines/${id}`);
  const section = page.locator('[data-numbers-closed]');
  await section.getByText('Only tapped cards until').waitFor();
  await usableByEverybody(page, 'the machine');
  await section.locator('[data-act=open-numbers]').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Why').fill('a queue of a care home');
  await usableByEverybody(page, 'the dialog');
  await dialog.getByRole('button', { name: 'Let in' }).click();
  await section.waitFor({ state: 'detached' });
  expect(await type('10000000147')).toBe('bad-id');
  expect(complaints).toEqual([]);
});
