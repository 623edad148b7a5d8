import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { languages } from '../../../protocol/display/catalogue.ts';
import { instantOf } from '../../../protocol/mqtt/fields.ts';
import { nearbyPage } from '../../../server/nearby/page.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { ledgerBench, origin } from '../../support/ledger-bench.ts';

const hourMs = 3_600_000;

const oneSlot = { ...defaultPolicy, planogram: [{ slot: 0, product: 'adult', capacity: 100 }] };

/** What everybody is told of a machine that holds 77 of 100 after so many came in the last hours, each twice: the second time for nothing. */
async function toldAfter(people: number) {
  const { ledger, machine, booked, rows } = await ledgerBench(oneSlot);
  ledger.prepareFleet(origin);
  const izmir = machine('izmir-01');
  for (let n = 0; n < people; n++) {
    const atMs = origin - 6 * hourMs + n * 60_000;
    const cards = [{ scheme: 'uid', id: `04A1B2C3D4${String(1_000 + n)}`, entry: 'tap' } as const];
    const txn = randomUUID();
    expect(izmir.ask({ txn, cards }, atMs).verdict).toBe('grant');
    izmir.send(izmir.vend(txn), atMs);
    expect(izmir.ask({ cards }, atMs + 1_000)).toMatchObject({ reason: 'quota' });
  }
  expect([booked(), rows('SELECT 1 FROM refusals').length]).toEqual([people, people]);
  ledger.presence('izmir-01', { online: true, session: 's', bridge: 'test', boot: 1 }, origin - hourMs);
  ledger.state(
    'izmir-01',
    {
      ...{ at: instantOf(origin), serialNo: 'S1', firmware: 'f', bootCount: 1, line: true, locked: false },
      ...{ doorOpen: false, faults: [], desiredVersion: 1 },
      slots: [{ slot: 0, stock: 77, capacity: 100, vendCounter: people, product: 'adult' }],
      journal: { epoch: randomUUID(), lastSeq: 0, acked: 0, oldest: 1 },
    },
    origin - hourMs,
  );
  const nearby = ledger.nearby(origin);
  if (nearby === undefined) throw new Error('nothing is told');
  return { nearby, pages: languages.map((language) => nearbyPage(nearby, language)) };
}

it('whether nobody came, one, nine, ten or thirty: of as many packs everybody reads the same, to the letter', async () => {
  const nobody = await toldAfter(0);
  expect(nobody.nearby.machines).toMatchObject([{ stock: 'plenty' }]);
  for (const people of [1, 9, 10, 30]) expect(await toldAfter(people)).toEqual(nobody);
});

it('what programs are told has no number but of places, of the rules and of instants', async () => {
  const numbers: string[] = [];
  const { nearby } = await toldAfter(9);
  JSON.stringify(nearby, (name, value: unknown) => {
    if (typeof value === 'number') numbers.push(name);
    return value;
  });
  expect([...new Set(numbers)].sort()).toEqual(['cards', 'count', 'masks']);
  // Of all that were asked for together, in one visit; and of one share.
  expect([nearby.cards, nearby.rules.map(({ masks }) => masks)]).toEqual([1, [5]]);
});
