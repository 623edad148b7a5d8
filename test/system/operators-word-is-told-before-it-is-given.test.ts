import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { simulatedClock } from '../../protocol/base/clock.ts';
import { apiOf } from '../support/api.ts';
import { openOverview, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { machineClient, machineJournal } from '../support/machine-client.ts';
import { builtPages } from '../support/pages.ts';
import { serverBench } from '../support/server-bench.ts';
import { smallTargets } from '../support/touch.ts';
import { usableByEverybody as usable } from '../support/usable.ts';

const id = 'izmir-konak-01';
const pagesDir = builtPages();
/** What is younger than ten minutes is no doubt yet: they are a second here. */
const speed = 600;

/** A server in a hurry, a machine on a real connection, and an operator's browser at the first page. */
async function bench() {
  const startMs = Date.now();
  const clock = simulatedClock({ startMs, originMs: startMs, speed });
  const server = await serverBench({ pagesDir, clock, simulated: true });
  const machine = await machineClient(server.mqttPort, id, server.enrol(id));
  const open = async (role: 'operator' | 'analyst' | 'admin' = 'operator') =>
    openOverview(await startBrowser(), `${server.url}/`, server.cookie(role));
  const audited = (action: string) =>
    server.rows<{ actor: string; detail: string }>(
      'SELECT actor, detail FROM audit WHERE action = ?',
      action,
    );
  return { server, machine, open, audited };
}

/** Everybody can use what is open now, under a thumb too. */
async function usableByEverybody(page: Page): Promise<void> {
  await usable(page, page.url());
  expect(await smallTargets(page)).toEqual([]);
}

it('a vend whose journal is gone needs a hand; its end is told before it is booked, and gives the share back once', async () => {
  const { machine, open, audited, server } = await bench();
  const [old, anew] = [machineJournal(), machineJournal()];
  const question = machine.question({ epoch: old.epoch });
  await machine.publish('journal', old.message(old.write({ type: 'mark' })));
  await machine.acked(old.epoch, 1);
  await machine.publish('authorize', question);
  expect((await machine.decisionOf(question.txn)).verdict).toBe('grant');
  // The disk was replaced: another journal, which knows nothing of the vend.
  await machine.publish('journal', anew.message(anew.write({ type: 'mark' })));
  await machine.acked(anew.epoch, 1);

  const { page, complaints } = await open();
  const hand = page.locator(`[data-hand-doubts=${id}]`);
  await hand.getByText('1 vend without an end').waitFor({ timeout: 60_000 });
  await hand.getByText('5 masks held').waitFor();
  await usableByEverybody(page);
  await hand.locator('[data-act=doubts]').click();

  const row = page.locator(`[data-doubt="${question.txn}"]`);
  await row.getByText('It never ends by itself').waitFor();
  // The keyboard goes on from where the link led.
  await eventually('the part has the keyboard', () =>
    page.evaluate(() => document.activeElement?.id === 'doubts'),
  );
  await usableByEverybody(page);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Booked: nothing fell. 5 masks are given back').waitFor();
  const book = dialog.getByRole('button', { name: 'Book: nothing fell' });
  expect(await book.isDisabled()).toBe(true);
  await usableByEverybody(page);
  await dialog.getByLabel('Why').fill('disk replaced, nobody was there');
  await book.click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Ended as “nothing fell”. 5 masks were given back').waitFor();
  expect(await row.count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-ended'))).toBe(question.txn);
  expect(audited('doubt-ended').map(({ actor, detail }) => ({ actor, ...JSON.parse(detail) }))).toEqual([
    {
      ...{ actor: 'the-operator', txn: question.txn },
      ...{ cause: 'journal-gone', reason: 'disk replaced, nobody was there' },
    },
  ]);
  expect(server.rows('SELECT pieces FROM usage')).toEqual([]);
  const again = machine.question({ epoch: anew.epoch });
  await machine.publish('authorize', again);
  expect((await machine.decisionOf(again.txn)).verdict).toBe('grant');
  expect(complaints).toEqual([]);
});

it('an end that came in between is told, and changes nothing; who only looks is offered none', async () => {
  const { machine, open, audited } = await bench();
  const journal = machineJournal();
  const question = machine.question({ epoch: journal.epoch });
  await machine.publish('authorize', question);
  expect((await machine.decisionOf(question.txn)).verdict).toBe('grant');

  const { page } = await open('analyst');
  const row = page.locator(`[data-doubt="${question.txn}"]`);
  await page.goto(`${new URL(page.url()).origin}/machines/${id}`);
  await row.getByText('The machine has not told its journal since').waitFor({ timeout: 60_000 });
  expect(await row.getByRole('button').count()).toBe(0);

  const operator = await open();
  await operator.page.goto(`${new URL(page.url()).origin}/machines/${id}`);
  await operator.page.locator(`[data-doubt="${question.txn}"]`).getByRole('button').click();
  const dialog = operator.page.getByRole('dialog');
  await dialog.getByText('It would end by itself').waitFor();
  await machine.publish('journal', journal.message(journal.vend(question.txn)));
  await machine.acked(journal.epoch, 2);
  await dialog.getByLabel('Why').fill('too late');
  await dialog.getByRole('button', { name: 'Book: nothing fell' }).click();
  await dialog.locator('[data-notice=NOT_IN_DOUBT]').waitFor();
  expect(audited('doubt-ended')).toEqual([]);
});

it('a machine in quarantine asks for a decision, which says what it books, and books that', async () => {
  const { machine, open, audited, server } = await bench();
  const journal = machineJournal();
  await machine.publish('journal', journal.message(journal.write({ type: 'line', up: true })));
  await machine.acked(journal.epoch, 1);
  // Another thing under a name that was used, as a clone would tell it, and a vend behind it.
  const [first] = journal.entries;
  const forged = { ...first, type: 'line', up: false } as (typeof journal.entries)[number];
  await machine.publish('journal', journal.message([forged, ...journal.vend(randomUUID())]));

  const { page, complaints } = await open();
  const hand = page.locator(`[data-hand=${id}]`);
  await hand.getByText('in quarantine: decide').waitFor({ timeout: 60_000 });
  await usableByEverybody(page);
  await hand.locator('[data-act=decide]').click();
  const part = page.getByRole('region', { name: 'In quarantine' });
  await part.getByText('Kept apart: 3 entries').waitFor();
  await part.getByText('among them 1 vend with 5 masks').waitFor();
  await usableByEverybody(page);

  await part.getByRole('button', { name: 'It happened: book it …' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('3 entries have their effect now: 5 masks are booked').waitFor();
  await usableByEverybody(page);
  await dialog.getByLabel('Why').fill('one machine, an image of the morning');
  await dialog.getByRole('button', { name: 'Book it', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await part.getByText('It is decided and stands in the record').waitFor();
  expect(await part.getByRole('button').count()).toBe(0);
  expect(server.rows('SELECT pieces FROM vends')).toEqual([{ pieces: 5 }]);
  expect(
    audited('quarantine-decided').map(({ actor, detail }) => ({ actor, ...JSON.parse(detail) })),
  ).toEqual([
    {
      ...{ actor: 'the-operator', verdict: 'accepted', reason: 'one machine, an image of the morning' },
      ...{ entries: 3, applied: 3 },
    },
  ]);

  // The machine begins its new journal: it serves again, and nothing waits any more.
  await machine.next('/command', ({ name }) => name === 'new-epoch');
  const anew = machineJournal();
  await machine.publish('journal', anew.message(anew.write({ type: 'mark' })));
  await machine.acked(anew.epoch, 1);
  await part.waitFor({ state: 'detached', timeout: 60_000 });
  expect(complaints).toEqual([]);
});

it('what a clone told is rejected, in Turkish and in Chinese as well', async () => {
  const { machine, open, audited, server } = await bench();
  const journal = machineJournal();
  await machine.publish('journal', journal.message(journal.write({ type: 'line', up: true })));
  await machine.acked(journal.epoch, 1);
  const forged = { ...journal.entries[0], type: 'line', up: false } as (typeof journal.entries)[number];
  await machine.publish('journal', journal.message([forged, ...journal.vend(randomUUID())]));

  const { page } = await open('admin');
  await page.locator(`[data-hand=${id}] [data-act=decide]`).click({ timeout: 60_000 });
  for (const [language, title] of [
    ['tr', 'Karantinada'],
    ['zh-TW', '隔離中'],
  ] as const) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.locator('header select').selectOption(language);
    await page.getByRole('region', { name: title }).locator('[data-entries="3"]').waitFor();
    await usableByEverybody(page);
  }
  await page.locator('[data-verdict=rejected]').click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[data-booked="0"]').waitFor();
  await usableByEverybody(page);
  await dialog.locator('textarea').first().fill('工坊裡的複製機');
  await dialog.locator('[type=submit]').click();
  await dialog.waitFor({ state: 'detached' });
  expect(server.rows('SELECT pieces FROM vends')).toEqual([]);
  expect(audited('quarantine-decided')).toHaveLength(1);
  // An admin reads it in the log, in his own language, by the machine's name.
  await page.locator('[data-who]').click();
  await page.getByRole('menuitem', { name: '稽核紀錄' }).click();
  const act = page.locator('[data-action=quarantine-decided]');
  await act.getByText('決定隔離處置').waitFor();
  expect(await act.textContent()).toContain('“工坊裡的複製機” · 決定：不入帳 · 紀錄數：3');
  await usableByEverybody(page);
});

it('an admin narrows the log to who, what and whom; the choice stands in the address', async () => {
  const { open, server } = await bench();
  const order = (role: 'operator' | 'admin', name: 'lock' | 'unlock') =>
    apiOf(server.url, server.cookie(role)).post(`/api/machines/${id}/commands`, {
      ...{ id: randomUUID(), name, args: {}, reason: `for the ${role}` },
    });
  expect((await order('operator', 'lock')).status).toBe(200);
  expect((await order('admin', 'unlock')).status).toBe(200);
  const { page, complaints } = await open('admin');
  await page.goto(`${server.url}/audit`);
  const rows = page.locator('[data-audit]');
  await rows.nth(1).waitFor();
  const all = await rows.count();
  await usableByEverybody(page);
  await page.getByRole('combobox', { name: 'What', exact: true }).fill('command: LOCK');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await eventually('one act is left', async () => (await rows.count()) === 1);
  await rows.getByText('“for the operator”').waitFor();
  await usableByEverybody(page);
  expect(new URL(page.url()).search).toBe('?action=command-lock');
  await page.reload();
  await rows.getByText('“for the operator”').waitFor();
  await page.goto(`${server.url}/audit?action=command-lock&actor=the-admin`);
  await page.getByText('Nothing in the log fits all of this.').waitFor();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await eventually('all is there again', async () => (await rows.count()) === all);
  expect(complaints).toEqual([]);
});
