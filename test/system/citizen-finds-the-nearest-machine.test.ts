import { expect, it } from 'vitest';
import type { MachineList } from '../../protocol/http/fleet.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { createMachineStore, hashToken } from '../../server/fleet/machine-store.ts';
import { openDatabase } from '../../server/store/open.ts';
import { startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { machineClient, machineJournal } from '../support/machine-client.ts';
import { serverBench } from '../support/server-bench.ts';
import { smallTargets } from '../support/touch.ts';
import { phone, usableByEverybody } from '../support/usable.ts';

const places = [
  { id: 'far', name: 'Bornova', district: 'Bornova', lat: 38.462, lon: 27.216, stock: 180 },
  { id: 'near', name: 'Konak Metro', district: 'Konak', lat: 38.4169, lon: 27.1286, stock: 0 },
  { id: 'middle', name: 'Çankaya', district: 'Konak', lat: 38.4226, lon: 27.1365, stock: 60 },
] as const;
/** Konak Pier, some 270 m from Konak Metro. */
const here = { latitude: 38.4187, longitude: 27.1266 };

/** A server with three machines on real connections that have told their stock, and no pages of its own. */
async function city() {
  const server = await serverBench();
  for (const { id, stock, ...place } of places) {
    const db = openDatabase(server.dataDir, undefined);
    createMachineStore(db).enrol({
      ...{ id, ...place, language: null, slots: null },
      ...{ enrolledAtMs: Date.now(), tokenHash: hashToken(id) },
    });
    db.close();
    const machine = await machineClient(server.mqttPort, id, id);
    const { session } = machine;
    const at = instantOf(Date.now());
    await machine.publish('presence', { online: true, session, at, bridge: 'test', boot: 1 });
    await machine.publish('state', {
      ...{ at, serialNo: 'S1', firmware: 'f', bootCount: 1, line: true, locked: false, doorOpen: false },
      ...{ faults: [], desiredVersion: 1 },
      slots: [{ slot: 0, product: 'adult', stock, capacity: 200, vendCounter: 0 }],
      journal: { epoch: machineJournal().epoch, lastSeq: 0, acked: 0, oldest: 1 },
    });
  }
  await eventually('what they told, in the books', async () => {
    const { machines } = (await (await server.ask('/api/machines')).json()) as MachineList;
    return machines.every(({ online, status }) => online && status !== 'unknown');
  });
  return server;
}

it('a citizen is told which machine near him has masks, without a login, and where he is stays on his phone', async () => {
  const { url } = await city();
  const browser = await startBrowser();
  const page = await browser.newPage({ locale: 'tr-TR', viewport: phone });
  await page.context().grantPermissions(['geolocation']);
  await page.context().setGeolocation(here);
  const [asked, complaints] = [[] as string[], [] as string[]];
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));

  await page.goto(`${url}/nearby`);
  expect(await page.locator('h1').textContent()).toBe('Yakınımdaki ücretsiz maske');
  await page.getByText('Yetişkin maskesi: her kart için her 7 gün içinde en çok 5 maske').waitFor();
  const listed = () => page.locator('li.machine:visible h3').allTextContents();
  expect(await listed()).toEqual(['Bornova', 'Çankaya', 'Konak Metro']);
  expect(await page.locator('li.machine .stock').allTextContents()).toEqual(['Bol', 'Var', 'Şu anda yok']);

  await page.getByRole('button', { name: 'Bana en yakını göster' }).click();
  await page.getByText('Maske bulunan en yakın yer: Çankaya, 970 m').waitFor();
  expect(await listed()).toEqual(['Konak Metro', 'Çankaya', 'Bornova']);
  expect(await page.locator('.distance').allTextContents()).toEqual(['270 m', '970 m', '9,2 km']);
  expect(await page.evaluate(() => document.cookie)).toBe('');
  // The page, and the sign of its tab: nothing is asked for where he is.
  expect(asked.filter((one) => !one.endsWith('/favicon.svg'))).toEqual([`GET ${url}/nearby`]);

  await page.getByRole('link', { name: '繁體中文' }).click();
  await page.getByText('附近的免費口罩').first().waitFor();
  expect(await page.getAttribute('html', 'lang')).toBe('zh-TW');
  // The server has no pages here, and so no sign for the tab.
  expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
});

it('everybody can use it: in light and dark, under a thumb, without a script, and where nobody says where he is', async () => {
  const { url } = await city();
  const browser = await startBrowser();
  const page = await browser.newPage({ locale: 'en-GB' });
  await page.goto(`${url}/nearby`);
  await usableByEverybody(page, 'the list');
  await page.context().grantPermissions(['geolocation']);
  await page.context().setGeolocation(here);
  await page.getByRole('button').click();
  await page.getByText('Nearest with masks: Çankaya, 970 m').waitFor();
  await usableByEverybody(page, 'by distance');
  await page.setViewportSize(phone);
  expect(await smallTargets(page)).toEqual([]);

  await page.reload();
  await page.context().clearPermissions();
  await page.getByRole('button').click();
  await page.getByText('Your phone did not say where it is.').waitFor();
  expect(await page.locator('li.machine:visible').count()).toBe(3);

  const plain = await browser.newPage({ locale: 'en-GB', javaScriptEnabled: false });
  await plain.goto(`${url}/nearby`);
  expect(await plain.locator('li.machine:visible').count()).toBe(3);
  expect(await plain.getByRole('button').count()).toBe(0);
  await plain.getByRole('link', { name: 'Konak', exact: true }).click();
  expect(new URL(plain.url()).hash).toBe('#d1');
});
