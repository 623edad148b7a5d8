import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { Nearby } from '../../../protocol/http/nearby.ts';
import { instantOf } from '../../../protocol/mqtt/fields.ts';
import type { MachineState } from '../../../protocol/mqtt/messages/state.ts';
import { fault } from '../../../protocol/serial/constants.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import type { PolicyDocument } from '../../../server/policy/document.ts';
import { ledgerBench, origin } from '../../support/ledger-bench.ts';

const [adult] = defaultPolicy.products;
const twoProducts: PolicyDocument = {
  ...defaultPolicy,
  products: [
    adult as NonNullable<typeof adult>,
    { ...(adult as NonNullable<typeof adult>), id: 'child', code: 2 },
  ],
  rules: [{ id: 'weekly', products: ['adult', 'child'], limit: 5, window: { rolling: { days: 7 } } }],
  planogram: [
    { slot: 0, product: 'adult', capacity: 100 },
    { slot: 1, product: 'child', capacity: 100 },
  ],
};

const state = (stocks: readonly number[], more: Partial<MachineState> = {}): MachineState => ({
  ...{ at: instantOf(origin), serialNo: 'S1', firmware: 'f', bootCount: 1, line: true, locked: false },
  ...{ doorOpen: false, faults: [], desiredVersion: 1 },
  slots: stocks.map((stock, slot) => ({
    ...{ slot, stock, capacity: 100, vendCounter: 0 },
    product: slot === 0 ? 'adult' : 'child',
  })),
  journal: { epoch: '018f0000-0000-7000-8000-000000000001', lastSeq: 0, acked: 0, oldest: 1 },
  ...more,
});
const online = { online: true, session: 's', bridge: 'test', boot: 1 };

/** A ledger with one machine that said something, and what citizens are told of it. */
async function told(said: MachineState | undefined, presence: object = online) {
  const bench = await ledgerBench(twoProducts);
  bench.ledger.prepareFleet(origin);
  const machine = bench.machine('izmir-01');
  if (said !== undefined) {
    bench.ledger.presence('izmir-01', presence as typeof online, origin - 3_600_000);
    bench.ledger.state('izmir-01', said, origin - 3_600_000);
  }
  const now = () => {
    const nearby = bench.ledger.nearby(origin);
    expect(Compile(Nearby).Check(nearby)).toBe(true);
    return nearby?.machines[0];
  };
  return { ...bench, machine, now };
}

describe('the stock of a product', () => {
  it.each([
    [100, 'plenty'],
    [50, 'plenty'],
    [49, 'some'],
    [20, 'some'],
    [19, 'few'],
    [1, 'few'],
    [0, 'none'],
  ])('of %i of 100 is told as %s', async (stock, word) => {
    const { now } = await told(state([stock, 0]));
    expect(now()).toMatchObject({
      stock: word,
      products: [
        { product: 'adult', stock: word },
        { product: 'child', stock: 'none' },
      ],
    });
  });

  it('is what can be given: without what is promised, and without what a fault holds back', async () => {
    const { now, machine } = await told(state([50, 100], { faults: [{ slot: 1, fault: fault.jam }] }));
    expect(now()?.products.map(({ stock }) => stock)).toEqual(['plenty', 'none']);
    expect(machine.ask().verdict).toBe('grant');
    expect(now()?.products.map(({ stock }) => stock)).toEqual(['some', 'none']);
  });
});

describe('a machine', () => {
  it.each([
    ['locked', state([90, 90], { locked: true })],
    ['with an open door', state([90, 90], { doorOpen: true })],
    ['without its dispenser', state([90, 90], { line: false })],
  ])('%s is out of service, whatever it holds', async (_, said) => {
    expect((await told(said)).now()).toMatchObject({
      stock: 'closed',
      products: [{ stock: 'closed' }, { stock: 'closed' }],
    });
  });

  it('without a connection is not known, and tells when it was heard last', async () => {
    const { now, ledger } = await told(state([90, 90]));
    expect(now()?.at).toBe(instantOf(origin));
    ledger.allOffline();
    expect(now()).toMatchObject({ stock: 'unknown', at: instantOf(origin - 3_600_000) });
  });

  it('that never said anything is not known', async () => {
    expect((await told(undefined)).now()).toMatchObject({ stock: 'unknown', at: null });
  });
});

it('nothing else is told: no number of packs, no id, no moment of a visit, nothing of any card', async () => {
  const { now, ledger, machine } = await told(state([77, 88]));
  machine.ask();
  expect(Object.keys(now() ?? {}).sort()).toEqual([
    'at',
    'district',
    'lat',
    'lon',
    'name',
    'products',
    'stock',
  ]);
  const { machines: _, ...rest } = ledger.nearby(origin) ?? {};
  expect(rest).toEqual({
    ...{ simulated: false, closed: null },
    ...{ at: instantOf(origin), timeZone: 'Europe/Istanbul', cards: 1 },
    products: [
      { product: 'adult', name: adult?.name },
      { product: 'child', name: adult?.name },
    ],
    rules: [
      {
        ...{ products: ['adult', 'child'], masks: 5, period: { unit: 'days', count: 7 } },
        ...{ schemes: null, ages: null },
      },
    ],
  });
  const words = JSON.stringify(ledger.nearby(origin));
  expect(words).not.toMatch(/77|88|10000000146/);
});

describe('the hours of a policy', () => {
  // A Wednesday, noon in Istanbul.
  const opening = (from: string, to: string) => ({ hours: [{ days: ['wednesday' as const], from, to }] });
  it.each([
    ['none: day and night', {}, null],
    ['open', { opening: opening('08:00', '18:00') }, null],
    ['closed until later', { opening: opening('13:00', '18:00') }, { opensAt: '2020-05-20T10:00:00.000Z' }],
    [
      'closed until next week',
      { opening: opening('08:00', '12:00') },
      { opensAt: '2020-05-27T05:00:00.000Z' },
    ],
  ])('are told: %s', async (_, change, closed) => {
    const { ledger } = await ledgerBench({ ...twoProducts, ...change });
    ledger.prepareFleet(origin);
    expect(ledger.nearby(origin)).toMatchObject({ closed, simulated: false });
  });
});
