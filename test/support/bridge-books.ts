import { expect } from 'vitest';
import type { EntryOf, EntryType, JournalEntry } from '../../protocol/mqtt/entries.ts';
import type { BridgeWorld } from './bridge-world.ts';

/** Holds a machine's journal, and what its server has of it, against the dispenser's own counters. Nothing may be open. */
export function booksAgree(world: BridgeWorld): void {
  const { dispenser, happenings, server } = world;
  const entries = world.entries();
  const of = <T extends EntryType>(type: T) =>
    entries.filter((entry): entry is EntryOf<T> & JournalEntry => entry.type === type);
  const [started, completed, cancelled] = [of('vend.started'), of('vend.completed'), of('vend.cancelled')];
  const txns = started.map(({ txn }) => txn);
  expect(new Set(txns).size, 'no txn is started twice').toBe(txns.length);
  const ends = [...completed, ...cancelled].map(({ txn }) => txn);
  expect(new Set(ends).size, 'no txn ends twice').toBe(ends.length);
  expect(
    txns.filter((txn) => !ends.includes(txn)),
    'every vend ends',
  ).toEqual([]);
  expect(
    completed.filter(({ assumed }) => assumed),
    'nothing is assumed',
  ).toEqual([]);
  const accepted = happenings.flatMap((one) => (one.ev === 'vend' && one.verdict === 0 ? [one.txn] : []));
  expect(new Set(accepted).size, 'no txn is accepted twice').toBe(accepted.length);
  expect(
    accepted.filter((txn) => !txns.includes(txn)),
    'all that is vended was started',
  ).toEqual([]);

  for (const [slot, held] of dispenser.status().memory.slots.entries()) {
    const fell = completed.filter((one) => one.slot === slot);
    const sum = fell.reduce((total, { dispensed }) => total + dispensed, 0);
    expect(held.vendCounter, `counter of slot ${slot}`).toBe(sum);
    const sets = entries.findLastIndex((entry) => entry.type === 'stock.set' && entry.slot === slot);
    const set = entries[sets];
    const since = fell.filter((one) => entries.indexOf(one) > sets);
    const left = since.reduce(
      (stock, { dispensed }) => stock - dispensed,
      set?.type === 'stock.set' ? set.after : 40,
    );
    expect(held.stock, `stock of slot ${slot}`).toBe(left);
  }

  let last = { boot: 0, uptimeMs: 0 };
  for (const entry of entries) {
    const rises = entry.boot > last.boot || (entry.boot === last.boot && entry.uptimeMs >= last.uptimeMs);
    expect(rises, `time at ${entry.type}`).toBe(true);
    last = entry;
  }
  const delivered = new Set(
    [...server.applied.values()].flat().map(({ at, type, boot }) => `${at} ${type} ${boot}`),
  );
  expect(entries.filter(({ at, type, boot }) => !delivered.has(`${at} ${type} ${boot}`))).toEqual([]);
}
