import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { ledgerBench, origin } from '../../support/ledger-bench.ts';

const slot = { slot: 0, product: 'adult', capacity: 200 };

/** Two machines that each told 40 packs, and what the books hold of them. */
async function fleetOf() {
  const bench = await ledgerBench();
  const [rogue, honest] = [bench.machine('rogue-01'), bench.machine('izmir-01')];
  const set = (machine: typeof rogue, before: number, after: number) =>
    machine.send(machine.write({ type: 'stock.set', ...slot, before, after }));
  set(rogue, 0, 40);
  set(honest, 0, 40);
  const stocks = () =>
    Object.fromEntries(
      bench
        .rows<{ machine: string; stock: number }>('SELECT machine, stock FROM slots')
        .map(({ machine, stock }) => [machine, stock]),
    );
  const order = (machine: string, stock: number) =>
    bench.ledger.giveOrder(
      { id: randomUUID(), machine, name: 'set-stock', args: { ...slot, stock }, reason: 'filled' },
      { actor: 'ayse', nowMs: origin, wallMs: origin },
    );
  return { ...bench, rogue, honest, set, stocks, order };
}

it('a machine that says it holds more than anybody filled raises an alarm at once, whatever it says was there before', async () => {
  const { rogue, set, stocks, alarmTexts } = await fleetOf();
  set(rogue, 40, 200);
  set(rogue, 5_000, 5_000);
  expect(alarmTexts()).toEqual([
    'stock-unordered: slot 0: the machine says that it holds 200 items, and the books had 40',
    'stock-unordered: slot 0: the machine says that it holds 5000 items, and the books had 200',
  ]);
  expect(stocks()).toEqual({ 'rogue-01': 5_000, 'izmir-01': 40 });
});

it('what was ordered, what a slot told first, and less than there was are no news', async () => {
  const { honest, set, order, stocks, alarms } = await fleetOf();
  expect(order('izmir-01', 150)).toMatchObject({ given: true });
  set(honest, 40, 150);
  set(honest, 150, 150);
  set(honest, 150, 90);
  expect(stocks()['izmir-01']).toBe(90);
  expect(alarms()).toEqual([]);
});

it('another machine’s order covers nothing', async () => {
  const { rogue, set, order, alarms } = await fleetOf();
  order('izmir-01', 150);
  set(rogue, 40, 150);
  expect(alarms()).toEqual(['stock-unordered']);
});
