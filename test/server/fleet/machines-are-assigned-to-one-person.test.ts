import { describe, expect, it } from 'vitest';
import { MachineList } from '../../../protocol/http/fleet.ts';
import { apiOf } from '../../support/api.ts';
import { watchLive } from '../../support/event-stream.ts';
import { dayMs, ledgerBench, origin } from '../../support/ledger-bench.ts';
import { serverBench } from '../../support/server-bench.ts';

const id = 'izmir-01';
const given = { actor: 'ayse', nowMs: origin, wallMs: origin };

async function bench() {
  const { ledger, machine, rows } = await ledgerBench();
  machine(id);
  for (const [name, role] of [
    ['ayse', 'admin'],
    ['mehmet', 'operator'],
    ['zeynep', 'analyst'],
  ] as const)
    ledger.addUser({ name, role, password: null }, 'test', origin);
  const audited = () =>
    rows<{ detail: string }>("SELECT detail FROM audit WHERE action = 'machine-assigned' ORDER BY id").map(
      ({ detail }) => JSON.parse(detail) as object,
    );
  const shown = (nowMs = origin) => ledger.machineViews(nowMs)[0]?.assigned;
  return { ledger, audited, shown };
}

describe('a machine', () => {
  it('is given to a person and back, each written down once, however often it is sent', async () => {
    const { ledger, audited, shown } = await bench();
    expect(shown()).toBeNull();
    const assigned = { to: 'mehmet', at: new Date(origin).toISOString() };
    const order = { to: 'mehmet', from: null };
    for (let n = 0; n < 3; n++)
      expect(ledger.assign(id, order, { ...given, nowMs: origin + n })).toEqual({ done: true, assigned });
    expect(shown()).toEqual(assigned);
    expect(ledger.assign(id, { to: null, from: 'mehmet' }, given)).toEqual({ done: true, assigned: null });
    expect(shown()).toBeNull();
    expect(audited()).toEqual([
      { from: null, to: 'mehmet' },
      { from: 'mehmet', to: null },
    ]);
  });

  it('that two take at the same time is the first one’s, and the second is told', async () => {
    const { ledger, audited, shown } = await bench();
    expect(ledger.assign(id, { to: 'mehmet', from: null }, given).done).toBe(true);
    expect(ledger.assign(id, { to: 'ayse', from: null }, given)).toEqual({
      done: false,
      code: 'ASSIGNEE_CHANGED',
    });
    expect(shown()?.to).toBe('mehmet');
    expect(ledger.assign(id, { to: 'ayse', from: 'mehmet' }, given).done).toBe(true);
    expect(audited()).toHaveLength(2);
  });

  it('is given to nobody who may not go there', async () => {
    const { ledger, audited, shown } = await bench();
    ledger.changeUser('mehmet', { disabled: true }, 'test', origin);
    expect(ledger.operatorNames()).toEqual(['ayse']);
    for (const to of ['zeynep', 'mehmet', 'nobody'])
      expect(ledger.assign(id, { to, from: null }, given)).toEqual({ done: false, code: 'ASSIGNEE_UNKNOWN' });
    expect(ledger.assign('izmir-99', { to: 'ayse', from: null }, given)).toEqual({
      done: false,
      code: 'MACHINE_UNKNOWN',
    });
    expect(shown()).toBeNull();
    expect(audited()).toEqual([]);
  });

  it('is nobody’s again after a day, and once somebody was there', async () => {
    const { ledger, shown } = await bench();
    ledger.assign(id, { to: 'mehmet', from: null }, given);
    expect(shown(origin + dayMs - 1)?.to).toBe('mehmet');
    expect(shown(origin + dayMs)).toBeNull();
    const later = { ...given, nowMs: origin + dayMs };
    expect(ledger.assign(id, { to: 'ayse', from: null }, later).done).toBe(true);
    const slot = { slot: 0, product: 'adult', found: 0, filled: 10, removed: 0 };
    const visit = {
      ...{ id: '018f0000-0000-7000-8000-000000000001', machine: id, at: new Date(origin).toISOString() },
      slots: [slot],
    };
    expect(ledger.saveVisit(visit, later)).toHaveProperty('visit');
    expect(shown(later.nowMs)).toBeNull();
  });
});

it('who may operate assigns by HTTP, everybody sees it, live too, and it outlives the server', async () => {
  const bench = await serverBench();
  bench.enrol(id);
  const api = apiOf(bench.url, bench.cookie('operator'));
  const analyst = apiOf(bench.url, bench.cookie('analyst'));
  expect((await api.get('/api/assignees')).body).toEqual({ names: ['the-operator'] });
  const viewer = await watchLive(bench.url, bench.cookie('analyst'));
  await viewer.next('figures', (event) => event === 'figures');

  const path = `/api/machines/${id}/assignee`;
  const order = { to: 'the-operator', from: null };
  const put = (body: object, role: 'operator' | 'analyst' = 'operator') =>
    bench.ask(
      path,
      { method: 'PUT', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
      role,
    );
  expect((await put(order, 'analyst')).status).toBe(403);
  expect(await (await put(order)).json()).toMatchObject({ assigned: { to: 'the-operator' } });
  expect((await put(order)).status).toBe(200);
  await viewer.next('the machine changed', (event, data) => event === 'machines' && String(data.ids) === id);
  const stale = await put({ to: null, from: null });
  expect([stale.status, await stale.json()]).toEqual([
    409,
    { code: 'ASSIGNEE_CHANGED', message: expect.any(String) },
  ]);
  expect((await put({ to: 'the-operator' })).status).toBe(400);
  const { machines } = await analyst.read(MachineList, '/api/machines');
  expect(machines).toMatchObject([{ id, assigned: { to: 'the-operator' } }]);

  await bench.stop();
  const again = await serverBench({ dataDir: bench.dataDir });
  const kept = await apiOf(again.url, again.cookie('analyst')).read(MachineList, '/api/machines');
  expect(kept.machines).toMatchObject([{ id, assigned: { to: 'the-operator' } }]);
});
