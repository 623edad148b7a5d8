import { randomUUID } from 'node:crypto';
import sodium from 'libsodium-wrappers';
import { expect, it } from 'vitest';
import type { Desired } from '../../protocol/mqtt/messages/desired.ts';
import { defaultPolicy } from '../../server/policy/default.ts';
import { openOverview, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { type MachineClient, machineClient, machineJournal } from '../support/machine-client.ts';
import { builtPages } from '../support/pages.ts';
import { serverBench } from '../support/server-bench.ts';
import { usableByEverybody } from '../support/usable.ts';

const pagesDir = builtPages();
const policy = {
  ...defaultPolicy,
  offline: { mode: 'allow', perCard: 5, perMachine: 200, maxHours: 8 },
} as const;
const machines = ['izmir-01', 'izmir-02'] as const;

/** A machine tells that it gave a card one pack while it was cut off. */
async function tellOfflineVend(machine: MachineClient): Promise<void> {
  const { session } = machine;
  const birth = { online: true, session, at: new Date().toISOString(), bridge: 'test', boot: 1 };
  await machine.publish('presence', birth);
  const desired = (await machine.next('/desired')) as unknown as Desired;
  await sodium.ready;
  const padded = Buffer.alloc(96);
  padded.write('tckn:10000000146');
  const box = sodium.crypto_box_seal(padded, Buffer.from(desired.sealKey.publicKey, 'base64url'));
  const sealed = { key: desired.sealKey.key, box: Buffer.from(box).toString('base64url'), qty: 1 };
  const journal = machineJournal();
  const vend = { txn: randomUUID(), slot: 0, product: 'adult', requested: 1 };
  journal.write(
    { type: 'boot', cause: 0, bootCount: 1 },
    { type: 'vend.started', ...vend, vendCounter: 0, authority: 'offline', cards: [sealed] },
    { type: 'vend.completed', ...vend, dispensed: 1, fault: 0, vendCounter: 1 },
  );
  await machine.publish('journal', journal.message(journal.entries));
  await machine.acked(journal.epoch, 3);
  /** Its state, with how full its journal is: from four fifths on that is an alarm, which ends below. */
  const report = (fill: number) =>
    machine.publish('state', {
      ...{ at: new Date().toISOString(), serialNo: 'S1', firmware: 'f', bootCount: 1, line: true },
      ...{ locked: false, doorOpen: false, faults: [], desiredVersion: 1 },
      slots: [{ slot: 0, product: 'adult', stock: 9, capacity: 200, vendCounter: 1 }],
      journal: { epoch: journal.epoch, lastSeq: 3, acked: 3, oldest: 1, fill },
    });
  await report(0.9);
  await report(0.1);
}

it('alarms and offline vends have pages: what is over says since when, who got more than a limit, and that the bound held', async () => {
  const server = await serverBench({ pagesDir, policy });
  for (const id of machines)
    await tellOfflineVend(await machineClient(server.mqttPort, id, server.enrol(id)));
  const over = () => server.rows('SELECT 1 FROM alarms WHERE cleared_at IS NOT NULL').length === 2;
  await eventually('both alarms over', over);

  const { page, complaints } = await openOverview(
    await startBrowser(),
    `${server.url}/alarms`,
    server.cookie('operator'),
  );
  await page.locator('[data-kind=journal-filling][data-over=true]').nth(1).waitFor();
  await page.getByText('over since').first().waitFor();
  await usableByEverybody(page, 'the alarms');
  // Every way stands in one line of a phone's head, in the longest language and with a long name too.
  await page.getByLabel('Language').selectOption('tr');
  await page.getByText('Alarmlar').first().waitFor();
  const head = await page.locator('.shell-header').evaluate((header) => {
    const nav = header.querySelector('nav');
    return { height: header.clientHeight, hidden: (nav?.scrollWidth ?? 0) - (nav?.clientWidth ?? 0) };
  });
  expect(head.hidden).toBe(0);
  expect(head.height).toBeLessThan(110);
  await page.getByLabel('Dil').selectOption('en');
  await page.getByLabel('Machine', { exact: true }).selectOption('izmir-02');
  await eventually('one machine’s alone', async () => (await page.locator('[data-alarm]').count()) === 1);
  expect(new URL(page.url()).search).toBe('?machine=izmir-02');
  await page.locator('[data-alarm] a').click();
  await page.locator('[data-fact=power]').getByText('after a power cut').waitFor();
  await page.locator('[data-kind=alarm]').getByText('over since').waitFor();

  await page.goto(`${server.url}/analysis`);
  await page.getByRole('link', { name: 'Given without a network' }).click();
  await page.getByText('Machines gave 10 masks without a network, and kept every bound').waitFor();
  expect(await page.locator('[data-machine][data-kept=true]').count()).toBe(2);
  // Five more than its limit of five a week, as the second machine could not know of the first.
  const card = page.locator('[data-card]');
  expect(await card.locator('td').allTextContents()).toEqual([
    ...['Adult masks', '10 of 5', '5', '5', '2', '10', '✓ kept'],
  ]);
  expect(await page.content()).not.toContain('10000000146');
  await usableByEverybody(page, 'the report');
  await page.getByLabel('Machine', { exact: true }).selectOption('izmir-01');
  await page.getByText('Machines gave 5 masks without a network').waitFor();
  await page.goto(`${server.url}/offline-report?machine=nobody&days=1`);
  await page.getByText('No machine gave anything without a network today').waitFor();
  expect(complaints).toEqual([]);
});
