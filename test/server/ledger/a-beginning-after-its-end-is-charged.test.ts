import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { cards, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

/** Books that were restored to before a vend, and its two entries, of which the end is told first, by a newer journal. */
async function restored(authority = 'online', dispensed = 2) {
  const bench = await ledgerBench();
  const machine = bench.machine('izmir-1');
  const txn = randomUUID();
  const [started, completed] = machine.vend(txn, { requested: 2, dispensed, authority });
  const old = machine.epoch;
  machine.newEpoch();
  const { seq: _, ...end } = completed as NonNullable<typeof completed>;
  const tellEnd = () => machine.send([{ seq: 1, ...end }]);
  const tellBeginning = () => machine.send([started as NonNullable<typeof started>], origin, 1, old);
  return { ...bench, machine, txn, tellEnd, tellBeginning };
}

it('a vend whose beginning is told after its end is booked once and charged once, to its card', async () => {
  const { machine, tellEnd, tellBeginning, usage, booked, alarms } = await restored();
  tellEnd();
  expect([booked(), usage()]).toEqual([2, []]);
  tellBeginning();
  const pieces = () => usage().reduce((sum, one) => sum + one.pieces, 0);
  expect([booked(), pieces()]).toEqual([2, 10]);
  tellBeginning();
  tellEnd();
  expect([booked(), pieces()]).toEqual([2, 10]);
  // Five of the ten are beyond the card's limit, and are owed.
  expect(usage().map(({ kind }) => kind)).toEqual(['settled', 'debt']);
  expect(alarms()).toContain('vend-late');
  expect(machine.ask({}, origin + 60_000)).toMatchObject({ reason: 'quota' });
  expect(machine.ask({ cards: [tapped(cards[1])] }, origin + 60_000)).toMatchObject({ verdict: 'grant' });
});

it('a beginning in its own order, one of staff, and one of which nothing fell charge nobody more', async () => {
  const usual = await restored();
  usual.tellBeginning();
  usual.tellEnd();
  usual.tellBeginning();
  expect(usual.usage().reduce((sum, { pieces }) => sum + pieces, 0)).toBe(10);
  for (const [authority, dispensed] of [
    ['staff', 2],
    ['online', 0],
  ] as const) {
    const { tellEnd, tellBeginning, usage } = await restored(authority, dispensed);
    tellEnd();
    tellBeginning();
    expect(usage()).toEqual([]);
  }
});
