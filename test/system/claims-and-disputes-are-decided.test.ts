import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Decision } from '../../protocol/mqtt/messages/decision.ts';
import { defaultPolicy } from '../../server/policy/default.ts';
import { openOverview, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { machineClient, machineJournal } from '../support/machine-client.ts';
import { builtPages } from '../support/pages.ts';
import { serverBench } from '../support/server-bench.ts';
import { smallTargets } from '../support/touch.ts';
import { usableByEverybody as usable } from '../support/usable.ts';

const id = 'izmir-konak-01';
const number = '10000000146';
const pagesDir = builtPages();
const appeals = [
  {
    id: 'not-received',
    items: 1,
    name: { tr: 'Maske çıkmadı', en: 'Nothing came out', 'zh-TW': '口罩沒有掉出' },
  },
  { id: 'disputed', items: 1, name: { tr: 'İtiraz', en: 'Taken by somebody else', 'zh-TW': '遭他人領取' } },
];

/** A server whose policy weighs claims, a machine on a real connection, and pages. */
async function bench() {
  const policy = { ...defaultPolicy, appeals, claims: { appeal: 'not-received' } };
  const server = await serverBench({ pagesDir, policy });
  const machine = await machineClient(server.mqttPort, id, server.enrol(id));
  const journal = machineJournal();
  const send = async (...bodies: Parameters<typeof journal.write>) => {
    const written = journal.write(...bodies);
    await machine.publish('journal', journal.message(written));
    await machine.acked(journal.epoch, written.at(-1)?.seq ?? 0);
  };
  /** What the machine is answered; a grant falls at once, as the drop sensor told it. */
  async function vend(fault = 0, card = number): Promise<{ txn: string; decision: Decision }> {
    const question = machine.question({ cards: [{ scheme: 'tckn', id: card, entry: 'tap' }] });
    await machine.publish('authorize', question);
    const decision = (await machine.decisionOf(question.txn)) as unknown as Decision;
    if (decision.verdict === 'grant') {
      const common = { txn: question.txn, slot: 0, product: 'adult', requested: 1 };
      await send(
        { type: 'vend.started', ...common, vendCounter: 0, authority: 'online', cards: [] },
        { type: 'vend.completed', ...common, dispensed: 1, fault, vendCounter: 1 },
      );
    }
    return { txn: question.txn, decision };
  }
  const open = async (role: 'operator' | 'analyst' = 'operator') =>
    openOverview(await startBrowser(), `${server.url}/`, server.cookie(role));
  return { server, machine, send, vend, open };
}

/** Everybody can use what is open now, under a thumb too. */
async function usableByEverybody(page: Page): Promise<void> {
  await usable(page, page.url());
  expect(await smallTargets(page)).toEqual([]);
}

it('a claim that the machine speaks for is answered on its display and given again; another is decided by a person', async () => {
  const { machine, send, vend, open, server } = await bench();
  const first = await vend(4);
  expect((await vend()).decision).toMatchObject({ verdict: 'refuse', reason: 'quota' });
  await send({ type: 'vend.claimed', txn: first.txn });
  const answer = (await machine.next('/command', ({ name }) => name === 'display')) as { args: object };
  expect(answer.args).toEqual({
    text: 'Sorry. Tap your card again, here or at another machine.',
    seconds: 20,
  });
  const second = await vend();
  expect(second.decision).toMatchObject({ verdict: 'grant', qty: 1 });
  // The same card claims again: now somebody looks.
  await send({ type: 'vend.claimed', txn: second.txn });

  const { page, complaints } = await open();
  const hand = page.locator('[data-hand-cases]');
  await hand.getByText('1 claim or dispute waits').waitFor();
  await usableByEverybody(page);
  await hand.locator('[data-act=cases]').click();
  const waiting = page.locator('[data-case]').filter({ hasText: 'This card has claimed before.' });
  await waiting.getByText('Packs that fell by the drop sensor: 1 of 1').waitFor();
  await page.locator('[data-verdict=given]').getByText('Given again: 5 masks').waitFor();
  await usableByEverybody(page);

  await waiting.getByRole('button', { name: 'Give again' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The card may have 5 masks again, at any machine.').waitFor();
  const give = dialog.getByRole('button', { name: 'Give again' });
  expect(await give.isDisabled()).toBe(true);
  await dialog.getByLabel('Why').fill('the flap was broken');
  await usableByEverybody(page);
  await give.click();
  await page.getByText('Decided, and written down with your name.').waitFor();
  await eventually('nothing waits', async () => (await waiting.count()) === 0);
  expect((await vend()).decision).toMatchObject({ verdict: 'grant', qty: 1 });
  const acts = server.rows<{ actor: string; action: string }>('SELECT actor, action FROM audit ORDER BY id');
  expect(acts.map(({ actor, action }) => `${actor}: ${action}`)).toEqual(
    expect.arrayContaining(['policy: claim-given', 'the-operator: case-decided']),
  );
  expect(complaints).toEqual([]);
});

it('who holds a card whose share somebody else took is helped on the page, in Turkish; the number stays nowhere', async () => {
  const { vend, open, server } = await bench();
  await vend();
  const { page, complaints } = await open();
  await page.goto(`${server.url}/cases`);
  await page.getByRole('combobox', { name: 'Language' }).selectOption('tr');
  await page.getByText('Bekleyen yok.').waitFor();
  await page.getByRole('textbox', { name: 'Numara' }).fill('10000000147');
  await page.getByRole('button', { name: 'Bak', exact: true }).click();
  await page.getByText('Bu türde böyle bir numara olamaz.').waitFor();
  await usableByEverybody(page);
  await page.getByRole('textbox', { name: 'Numara' }).fill(number);
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox').check();
  await page.getByLabel('Gerekçe').selectOption('disputed');
  await page.getByLabel('Neden').fill('o gün şehirde değildi');
  await usableByEverybody(page);
  await page.getByRole('button', { name: 'Ver', exact: true }).click();
  await page.getByText('Kart herhangi bir makinede 5 maske daha alabilir.').waitFor();
  await page.getByText('Dosya no: 1.').waitFor();
  await usableByEverybody(page);
  expect((await vend()).decision).toMatchObject({ verdict: 'grant', qty: 1 });
  expect((await vend()).decision).toMatchObject({ verdict: 'refuse', reason: 'quota' });

  await page.locator('[data-case="1"]').getByRole('button', { name: 'Geri al' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('5 maske geri alınır.').waitFor();
  await dialog.getByLabel('Neden').fill('kamera kart sahibini gösteriyor');
  await dialog.getByRole('button', { name: 'Geri al' }).click();
  await page.locator('[data-case="1"]').getByText('“kamera kart sahibini gösteriyor”').waitFor();
  expect(await page.content()).not.toContain(number);
  expect(page.url()).not.toContain(number);
  expect(server.logged()).not.toContain(number);
  expect(complaints.filter((complaint) => !complaint.includes('400'))).toEqual([]);
});

it('who asks for it is erased on the page, but for what a rule still counts, and is told until when', async () => {
  const { vend, open, server } = await bench();
  await vend();
  const { page, complaints } = await open();
  await page.goto(`${server.url}/cases`);
  const look = async () => {
    await page.getByRole('textbox', { name: 'Number' }).fill(number);
    await page.keyboard.press('Enter');
    await page.locator('[data-erase]').click();
    await usableByEverybody(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click();
    await page.locator('[data-erased]').waitFor();
  };
  await look();
  await page.getByText('1 charge is still counted until').waitFor();
  await usableByEverybody(page);
  expect((await vend()).decision).toMatchObject({ verdict: 'refuse', reason: 'quota' });
  // Its week is over: no rule can ask for it any more.
  server.rows('UPDATE usage SET at = at - 8 * 86400000 RETURNING id');
  await page.getByRole('button', { name: 'Another card' }).click();
  await look();
  await page.getByText('Erased: 1 charge names the card no more.').waitFor();
  expect(server.rows("SELECT 1 FROM usage WHERE key_id <> 'erased'")).toEqual([]);
  const acts = server.rows<{ actor: string; detail: string }>(
    "SELECT actor, detail FROM audit WHERE action = 'card-erased' ORDER BY id",
  );
  expect(acts.map(({ actor }) => actor)).toEqual(['the-operator', 'the-operator']);
  expect(JSON.stringify(acts)).not.toContain(number);
  expect(server.logged()).not.toContain(number);
  expect(complaints).toEqual([]);
});

it('who only looks sees the cases and no way to decide, nor to look at a card', async () => {
  const { send, vend, open, server } = await bench();
  const { txn } = await vend();
  await send({ type: 'vend.claimed', txn }, { type: 'vend.claimed', txn: randomUUID() });
  const { page } = await open('analyst');
  await page.goto(`${server.url}/cases`);
  await page.getByText('The drop sensor saw everything fall.').waitFor();
  expect(await page.locator('[data-case]').count()).toBe(1);
  expect(await page.locator('[data-case] button').count()).toBe(0);
  expect(await page.locator('[data-card-help]').count()).toBe(0);
  await page.getByRole('combobox', { name: 'Language' }).selectOption('zh-TW');
  await page.getByText('感測器顯示全部掉出。').waitFor();
  await usableByEverybody(page);
});
