import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { MachineState } from '../../../protocol/mqtt/messages/state.ts';
import { ledgerBench, origin } from '../../support/ledger-bench.ts';

const minuteMs = 60_000;

/** A machine in order: its counter stood at 100, and one item was given since. */
async function oneMachine() {
  const bench = await ledgerBench();
  const machine = bench.machine('izmir-1');
  machine.send(machine.write({ type: 'dispenser', serialNo: 'S1', bootCount: 1, counters: [100] }));
  const txn = randomUUID();
  machine.ask({ txn });
  machine.send(machine.vend(txn));
  let nowMs = origin;
  /** The machine reports, a minute later each time. */
  function report(
    vendCounter: number,
    journal: Partial<MachineState['journal']> = {},
    more: Partial<MachineState> = {},
  ) {
    nowMs += minuteMs;
    bench.ledger.state(
      'izmir-1',
      {
        ...{ at: new Date(nowMs).toISOString(), serialNo: 'S1', firmware: 'f', bootCount: 1, line: true },
        ...{ locked: false, doorOpen: false, faults: [], desiredVersion: 1 },
        slots: [{ slot: 0, product: 'adult', stock: 9, capacity: 200, vendCounter }],
        journal: { epoch: machine.epoch, lastSeq: machine.seq, acked: machine.seq, oldest: 1, ...journal },
        ...more,
      },
      nowMs,
    );
    return alarms();
  }
  const alarms = () =>
    bench.ledger
      .alarmPage(Number.MAX_SAFE_INTEGER, 10)
      .alarms.filter(({ kind }) => kind === 'counter-gap' || kind === 'journal-filling')
      .map(({ kind, detail, at, clearedAt }) => ({ kind, detail, at, clearedAt }));
  const at = (minutes: number) => new Date(origin + minutes * minuteMs).toISOString();
  return { ...bench, machine, report, alarms, at };
}

describe('counter-gap', () => {
  it('is raised once where the dispenser counts otherwise than the books, and ends when they agree again', async () => {
    const { ledger, report, at } = await oneMachine();
    expect(report(101)).toEqual([]);
    const raised = {
      ...{ kind: 'counter-gap', at: at(2), clearedAt: null },
      detail: 'slot 0: the dispenser counts 103, the books 101',
    };
    expect(report(103)).toEqual([raised]);
    expect(report(103)).toEqual([raised]);
    expect(report(101)).toEqual([{ ...raised, clearedAt: at(4) }]);
    expect(report(102)).toHaveLength(2);
    // The machine's own timeline tells both: the one that is over says since when.
    const told = ledger
      .timeline('izmir-1', undefined, 10)
      ?.items.filter(({ code }) => code === 'counter-gap');
    expect(told?.map(({ clearedAt }) => clearedAt)).toEqual([undefined, at(4)]);
  });

  it('ends with a new baseline, and follows a counter over its end', async () => {
    const { machine, report, alarms } = await oneMachine();
    report(150);
    machine.send(machine.write({ type: 'dispenser', serialNo: 'S2', bootCount: 1, counters: [2 ** 32 - 1] }));
    report(2 ** 32 - 1);
    expect(alarms()[0]?.clearedAt).not.toBeNull();
    const txn = randomUUID();
    machine.ask({ txn }, origin + 10 * 86_400_000);
    machine.send(machine.vend(txn));
    expect(report(0)).toHaveLength(1);
  });

  it('is not raised for what is open: a vend under way, a journal that is not in yet, a dispenser that does not answer', async () => {
    const { machine, report } = await oneMachine();
    const [started, completed] = machine.vend(randomUUID(), { authority: 'offline' });
    expect(report(102)).toEqual([]);
    machine.send([started as never]);
    expect(report(102, { lastSeq: machine.seq - 1 })).toEqual([]);
    machine.send([completed as never]);
    expect(report(103, {}, { line: false })).toEqual([]);
    expect(report(103, { lastSeq: machine.seq - 1 })).toEqual([]);
    expect(report(103, { epoch: randomUUID() })).toEqual([]);
    expect(report(102)).toEqual([]);
    expect(report(103)).toHaveLength(1);
  });

  it('is raised for vends whose entries were lost', async () => {
    const { machine, report } = await oneMachine();
    const lost = machine.vend(randomUUID(), { authority: 'offline' });
    const next = machine.write({ type: 'mark' });
    machine.send(next, origin, (lost.at(-1)?.seq ?? 0) + 1);
    expect(report(102)[0]?.detail).toBe('slot 0: the dispenser counts 102, the books 101');
  });
});

describe('journal-filling', () => {
  it('is raised at four fifths of what a journal may hold, and ends when it has drained', async () => {
    const { report, at } = await oneMachine();
    const filled = (fill: number) => report(101, { lastSeq: 90_000, acked: 9_000, fill });
    expect(filled(0.799)).toEqual([]);
    const raised = {
      ...{ kind: 'journal-filling', at: at(2), clearedAt: null },
      detail:
        '81000 entries wait for their acknowledgement, 80 % of what the journal may hold: at 100 % nothing more is vended',
    };
    expect(filled(0.8)).toEqual([raised]);
    expect(filled(1.05)).toEqual([raised]);
    // Of a machine that does not tell, nothing is known.
    expect(report(101, { lastSeq: 90_000 })).toEqual([raised]);
    expect(filled(0)).toEqual([{ ...raised, clearedAt: at(5) }]);
    expect(filled(0.9)).toHaveLength(2);
  });
});
