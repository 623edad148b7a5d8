import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { MachineDetail } from '../../protocol/http/fleet.ts';
import { Visit } from '../../protocol/http/restock.ts';
import { apiOf } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { machineId, startSystem } from '../support/system.ts';

it('a visit that is saved while its machine is away is applied when it comes back', async () => {
  const system = await startSystem({ stock: 40 });
  const dispenser = await system.startDispenser();
  const bridge = await system.startBridge();
  await system.serving(dispenser);
  const api = apiOf(`http://${system.ports().http}`, system.cookie());
  const detail = async () => (await api.read(MachineDetail, `/api/machines/${machineId}`)).machine;
  // Its state too: of a machine that has told none nothing is said, whether it is there or not.
  await eventually('it is known', async () => {
    const { status, slots } = await detail();
    return status !== 'unknown' && slots[0]?.stock === 40;
  });

  await bridge.end('SIGTERM');
  await eventually('it is away', async () => (await detail()).status === 'offline');
  const id = randomUUID();
  const slots = [{ slot: 0, product: 'adult', found: 40, filled: 60, removed: 0 }];
  const saved = await api.post('/api/visits', {
    id,
    machine: machineId,
    at: new Date().toISOString(),
    slots,
  });
  expect(saved.status).toBe(200);
  expect(saved.body).toMatchObject({ slots: [{ state: 'waiting', applied: false }] });

  await system.startBridge();
  await eventually('the visit is applied', async () =>
    (await api.read(Visit, `/api/visits/${id}`)).slots.every(({ applied }) => applied),
  );
  await eventually('all agree', async () => {
    const slot = (await detail()).slots[0];
    return slot?.stock === 100 && slot.reported === 100;
  });
});
