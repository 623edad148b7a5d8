import { randomUUID } from 'node:crypto';
import sodium from 'libsodium-wrappers';
import { expect, it } from 'vitest';
import type { OfflineReport } from '../../../protocol/http/offline.ts';
import type { Desired } from '../../../protocol/mqtt/messages/desired.ts';
import type { Journal } from '../../../protocol/mqtt/messages/journal.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { verify } from '../../../server/verify/verify.ts';
import { machineClient } from '../../support/machine-client.ts';
import { serverBench } from '../../support/server-bench.ts';

const [machines, days, vendsADay] = [50, 7, 6];
const dayMs = 86_400_000;
/** Somebody who went to each machine in the middle of it. */
const traveller = '04A1B2C3D4E5F6';
const travelledOn = 3;
const vendsEach = days * vendsADay + 1;
/** Exactly what each of them gave: one mask more would break the bound. */
const offline = { mode: 'allow', perCard: 5, perMachine: vendsEach * 5, maxHours: days * 24 } as const;

type Entry = Journal['entries'][number];

/** What a machine wrote down in seven days without a network. */
function weekOf(machine: number, sealKey: Desired['sealKey']) {
  const epoch = randomUUID();
  const entries: Entry[] = [];
  const write = (uptimeMs: number, body: object) =>
    void entries.push({
      ...{ seq: entries.length + 1, at: new Date(0).toISOString(), synced: false, boot: 1, uptimeMs },
      ...body,
    } as Entry);
  const seal = (id: string) => {
    const padded = Buffer.alloc(96);
    padded.write(`uid:${id}`);
    const box = sodium.crypto_box_seal(padded, Buffer.from(sealKey.publicKey, 'base64url'));
    return { key: sealKey.key, box: Buffer.from(box).toString('base64url'), qty: 1 };
  };
  let counter = 0;
  function vend(uptimeMs: number, card: string): void {
    const what = { txn: randomUUID(), slot: 0, product: 'adult', requested: 1 };
    const cutOff = { epoch, seq: 1 };
    const started = { ...what, vendCounter: counter++, authority: 'offline', cards: [seal(card)], cutOff };
    write(uptimeMs, { type: 'vend.started', ...started });
    write(uptimeMs + 2_000, {
      type: 'vend.completed',
      ...what,
      dispensed: 1,
      fault: 0,
      vendCounter: counter,
    });
  }
  write(0, { type: 'vend.cancelled', txn: randomUUID(), reason: 'no-decision' });
  for (let day = 0; day < days; day++) {
    for (let n = 0; n < vendsADay; n++) {
      const card = `04${machine.toString(16).padStart(6, '0')}${(day * vendsADay + n).toString(16).padStart(6, '0')}`;
      vend(day * dayMs + (n + 1) * 3_600_000, card);
    }
    if (day === travelledOn) vend((day + 0.2) * dayMs, traveller);
  }
  const sent = { at: new Date(0).toISOString(), boot: 1, uptimeMs: days * dayMs };
  return { epoch, message: { epoch, oldest: 1, sent, entries } };
}

it('fifty machines that come back at once after seven days are booked whole and on their days, others are decided on meanwhile, and the report shows the exact bound', async () => {
  await sodium.ready;
  const bench = await serverBench({ policy: { ...defaultPolicy, offline } });
  const ids = Array.from({ length: machines }, (_, at) => `izmir-${String(at + 1).padStart(2, '0')}`);
  const tokens = ids.map((id) => bench.enrol(id));
  const other = await machineClient(bench.mqttPort, 'izmir-99', bench.enrol('izmir-99'));
  const { sealKey } = (await other.next('/desired')) as unknown as Desired;
  const weeks = ids.map((_, at) => weekOf(at, sealKey));

  const back = Promise.all(
    ids.map(async (id, at) => {
      const machine = await machineClient(bench.mqttPort, id, tokens[at] ?? '');
      const { epoch, message } = weeks[at] as ReturnType<typeof weekOf>;
      await machine.publish('journal', message);
      await machine.acked(epoch, message.entries.length);
    }),
  );
  let isBack = false;
  void back.then(() => {
    isBack = true;
  });
  let asked = 0;
  while (!isBack) {
    const began = performance.now();
    const question = other.question({
      cards: [{ scheme: 'uid', id: `04FF00000000${((asked++ % 200) + 16).toString(16)}`, entry: 'tap' }],
    });
    await other.publish('authorize', question);
    await other.decisionOf(question.txn);
    // A machine waits three seconds (mqtt.md, authorize).
    expect(performance.now() - began).toBeLessThan(3_000);
  }
  await back;
  expect(asked).toBeGreaterThan(0);

  // Dated by the machine's running time, each on the day on which it fell.
  const onDays = bench.rows<{ vends: number; daysAgo: number }>(
    `SELECT COUNT(*) AS vends, ((SELECT MAX(at) FROM vends m WHERE m.machine = v.machine) - at) / ${dayMs} AS daysAgo
     FROM vends v WHERE authority = 'offline' GROUP BY daysAgo ORDER BY daysAgo DESC`,
  );
  const expected = Array.from({ length: days }, (_, day) => ({
    vends: machines * (vendsADay + Number(day === travelledOn)),
    daysAgo: days - 1 - day,
  }));
  expect(onDays).toEqual(expected);

  const from = new Date(Date.now() - (days + 1) * dayMs).toISOString().slice(0, 10);
  const to = new Date(Date.now() + dayMs).toISOString().slice(0, 10);
  const response = await bench.ask(`/api/offline-report?from=${from}&to=${to}`, {}, 'operator');
  const report = (await response.json()) as OfflineReport;
  expect(report).toMatchObject({ vends: machines * vendsEach, kept: true, complete: true });
  expect(report.cards).toEqual([
    expect.objectContaining({
      ...{ limit: 5, given: 5 * machines, over: 5 * (machines - 1), debt: 5 * (machines - 1) },
      ...{ machines, allowances: machines, bound: 5 * machines, kept: true },
    }),
  ]);
  for (const one of report.machines)
    expect(one).toMatchObject({ periods: 1, mostInPeriod: offline.perMachine, mostOfCard: 5, kept: true });
  const db = openDatabase(bench.dataDir, undefined);
  const broken = (await verify(db, undefined)).filter(({ breached }) => breached > 0);
  db.close();
  expect(broken).toEqual([]);
});
