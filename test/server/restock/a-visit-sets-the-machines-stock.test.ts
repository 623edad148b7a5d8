import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { MachineDetail, Timeline } from '../../../protocol/http/fleet.ts';
import { PickList, Visit, VisitList } from '../../../protocol/http/restock.ts';
import { apiOf } from '../../support/api.ts';
import { eventually } from '../../support/eventually.ts';
import { machineSystem } from '../../support/machine-system.ts';
import { serverBench } from '../../support/server-bench.ts';

const id = 'izmir-01';

async function start() {
  const bench = await serverBench();
  const api = apiOf(bench.url);
  const machine = await machineSystem({ id, token: bench.enrol(id), mqttPort: bench.mqttPort });
  await machine.serving();
  const slot = async () => (await api.read(MachineDetail, `/api/machines/${id}`)).machine.slots[0];
  await eventually('its stock is known', async () => (await slot())?.stock === 100);
  const visitOf = (found: number, filled: number, removed: number) => ({
    ...{ id: randomUUID(), machine: id, at: new Date().toISOString() },
    slots: [{ slot: 0, product: 'adult', found, filled, removed }],
  });
  const visit = (one: string) => api.read(Visit, `/api/visits/${one}`);
  const applied = (one: string) =>
    eventually('the visit is applied', async () => {
      const found = await visit(one);
      return found.slots.every((each) => each.applied) && found;
    });
  return { bench, api, machine, slot, visitOf, visit, applied };
}

it('what a visitor left is what dispenser, machine and ledger hold; a difference is named', async () => {
  const { api, machine, slot, visitOf, applied } = await start();
  const list = await api.read(PickList, `/api/pick-list?machines=${id}`);
  expect(list).toMatchObject({
    machines: [{ machine: id, slots: [{ slot: 0, stock: 100, par: 200, load: 100 }] }],
    totals: [{ product: 'adult', items: 100, pieces: 500 }],
  });

  machine.dispenser.door(true);
  const one = visitOf(98, 90, 3);
  const saved = await api.post('/api/visits', one);
  expect([saved.status, saved.body]).toMatchObject([
    200,
    { actor: 'unknown', slots: [{ expected: 100, difference: -2, applied: false, state: 'waiting' }] },
  ]);
  expect((await applied(one.id)).slots).toMatchObject([{ state: 'done', difference: -2 }]);
  machine.dispenser.door(false);
  await eventually('all agree', async () => {
    const found = await slot();
    return found?.stock === 185 && found.reported === 185;
  });
  expect(machine.dispenser.status().memory.slots[0]?.stock).toBe(185);

  // Said again it is the same visit, also in other letters; with other content it is refused.
  expect((await api.post('/api/visits', { ...one, id: one.id.toUpperCase() })).status).toBe(200);
  const other = { ...one, slots: [{ ...one.slots[0], found: 97 }] };
  expect(await api.post('/api/visits', other)).toMatchObject({
    status: 409,
    body: { code: 'VISIT_DIFFERS' },
  });
  expect((await api.read(VisitList, `/api/visits?machine=${id}`)).visits).toHaveLength(1);
  const { items } = await api.read(Timeline, `/api/machines/${id}/timeline`);
  expect(items.find(({ visit }) => visit === one.id)).toMatchObject({
    ...{ kind: 'stock', slot: 0, items: 185, actor: 'unknown' },
  });
});

it('what fell between the count and its saving is not put back', async () => {
  const { api, machine, slot, visitOf, applied, bench } = await start();
  machine.dispenser.door(true);
  machine.dispenser.door(false);
  await eventually(
    'the door is in the journal',
    () => bench.rows("SELECT 1 FROM entries WHERE type = 'door'").length === 2,
  );
  const one = visitOf(100, 50, 0);
  // Three test vends fall after the count and before the visit is saved, as where a phone had no network.
  for (let n = 0; n < 3; n++) {
    const args = { slot: 0, qty: 1 };
    const command = { id: randomUUID(), name: 'test-vend', args, reason: '' };
    expect((await api.post(`/api/machines/${id}/commands`, command)).status).toBe(200);
    await eventually('it fell', () => bench.rows('SELECT 1 FROM vends').length === n + 1);
  }
  await api.post('/api/visits', one);
  const done = await applied(one.id);
  // The books are held against the count as they were then.
  expect(done.slots).toMatchObject([{ expected: 100, difference: 0 }]);
  await eventually('147 everywhere', async () => {
    const found = await slot();
    return found?.stock === 147 && found.reported === 147;
  });
});
