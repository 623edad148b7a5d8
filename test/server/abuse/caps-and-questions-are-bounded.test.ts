import { describe, expect, it } from 'vitest';
import { createSliding } from '../../../server/abuse/sliding.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { cardOf } from '../../../simulators/city/cards.ts';
import { ledgerBench, origin } from '../../support/ledger-bench.ts';

const minute = 60_000;
const someones = (citizen: number) => ({ ...cardOf(3, citizen, ['tckn']), entry: 'tap' as const });
const cappedAt = (caps: NonNullable<(typeof defaultPolicy)['caps']>) =>
  ledgerBench({ ...defaultPolicy, caps });

describe('caps', () => {
  it('bound what a machine gives in any hour, to the mask, and say when there is more', async () => {
    const bench = await cappedAt({ machine: 12 });
    const machine = bench.machine('izmir-1');
    const ask = (citizen: number, atMs: number) => machine.ask({ cards: [someones(citizen)] }, atMs);
    expect(ask(1, origin + 30_000)).toMatchObject({ verdict: 'grant' });
    expect(ask(2, origin + 2 * minute)).toMatchObject({ verdict: 'grant' });
    const third = ask(3, origin + 3 * minute);
    // 10 of 12, and a pack has five. 09:00:30 is older than an hour for the whole of its minute from 10:01 on.
    expect(third).toMatchObject({ verdict: 'refuse', reason: 'busy', qty: 0 });
    expect(third.message).toBe(
      'This machine has given all it may for now. Come back Wed 20 May 13:01, or try another.',
    );
    expect(third).not.toHaveProperty('remaining');
    expect(ask(3, origin + 61 * minute - 1)).toMatchObject({ verdict: 'refuse' });
    expect(ask(3, origin + 61 * minute)).toMatchObject({ verdict: 'grant' });
    // Nothing was charged for what was held, and another machine is another matter.
    expect(bench.machine('izmir-2').ask({ cards: [someones(4)] }, origin + 3 * minute).verdict).toBe('grant');
    // Told again an hour later, and not with every refusal.
    expect(bench.alarms()).toEqual(['cap-reached', 'cap-reached']);
    const [why] = bench.rows<{ why: string }>("SELECT why FROM transactions WHERE state = 'refused'");
    expect(why?.why).toContain('caps.machine');
  });

  it('bound what all machines of a district give together', async () => {
    const bench = await cappedAt({ district: 10 });
    const [one, other, away] = ['izmir-1', 'izmir-2', 'izmir-3'].map((id) => bench.machine(id));
    bench.db.prepare("UPDATE machines SET district = 'Bornova' WHERE id = 'izmir-3'").run();
    expect(one?.ask({ cards: [someones(1)] }).verdict).toBe('grant');
    expect(other?.ask({ cards: [someones(2)] }).verdict).toBe('grant');
    expect(one?.ask({ cards: [someones(3)] })).toMatchObject({ reason: 'busy' });
    expect(away?.ask({ cards: [someones(3)] }).verdict).toBe('grant');
  });

  it('that are smaller than what is asked are told without a time', async () => {
    const bench = await cappedAt({ machine: 4 });
    const answer = bench.machine('izmir-1').ask({ cards: [someones(1)] });
    expect(answer).toMatchObject({ reason: 'busy', message: 'Many people. Try again in a minute.' });
  });

  it('hold over a restart, and what was rolled back does not count', async () => {
    const bench = await cappedAt({ machine: 10 });
    const machine = bench.machine('izmir-1');
    machine.ask({ cards: [someones(1)] });
    bench.db.exec('BEGIN');
    machine.ask({ cards: [someones(2)] });
    bench.db.exec('ROLLBACK');
    bench.ledger.rolledBack();
    expect(machine.ask({ cards: [someones(3)] }, origin + 1).verdict).toBe('grant');
    bench.ledger.rolledBack();
    expect(machine.ask({ cards: [someones(4)] }, origin + 2)).toMatchObject({ reason: 'busy' });
  });
});

describe('questions', () => {
  it('faster than people ask are refused, balances too, and others are not held up', async () => {
    const bench = await ledgerBench();
    const machine = bench.machine('izmir-1');
    const verdicts = Array.from({ length: 100 }, (_, at) => {
      const qty = at % 2;
      return machine.ask({ cards: [someones(at)], qty }, origin + at * 100);
    });
    expect(verdicts.filter(({ verdict }) => verdict === 'grant')).toHaveLength(60);
    expect(new Set(verdicts.slice(60).map(({ reason }) => reason))).toEqual(new Set(['busy']));
    expect(bench.machine('izmir-2').ask({ cards: [someones(200)] }, origin + 5_000).verdict).toBe('grant');
    expect(bench.alarms()).toEqual(['asks-too-fast']);
    expect(machine.ask({ cards: [someones(300)] }, origin + 3 * minute).verdict).toBe('grant');
  });
});

it('a clock of the server that is set back by an hour holds nobody for an hour', async () => {
  const bench = await ledgerBench();
  const machine = bench.machine('izmir-1');
  const hourMs = 60 * minute;
  for (let at = 0; at < 59; at++) machine.ask({ cards: [someones(at)] }, origin + hourMs + at * 500);
  const back = origin + 30_000;
  expect(machine.ask({ cards: [someones(100)] }, back).verdict).toBe('grant');
  expect(machine.ask({ cards: [someones(101)] }, back + 1).reason).toBe('busy');
  expect(machine.ask({ cards: [someones(102)] }, back + 61_000).verdict).toBe('grant');
  const typed = (citizen: number, atMs: number) =>
    machine.ask({ cards: [{ ...someones(citizen), entry: 'typed' }] }, atMs).reason ?? 'grant';
  const later = origin + 5 * hourMs;
  for (let at = 200; at < 206; at++) typed(at, later + at * 20_000);
  const closedAt = later + 205 * 20_000;
  expect(typed(210, closedAt + 1_000)).toBe('closed');
  expect(typed(211, closedAt - hourMs + 14 * minute)).toBe('closed');
  expect(typed(212, closedAt - hourMs + 31 * minute)).toBe('grant');
});

describe('a sliding sum', () => {
  it('holds the whole time and at most a step more, and says when it has fallen', () => {
    const sums = createSliding(1_000, 60);
    sums.add('a', 500, 3);
    sums.add('a', 20_000, 4);
    sums.add('b', 20_000, 9);
    expect([sums.sum('a', 20_000), sums.sum('b', 20_000), sums.sum('c', 0)]).toEqual([7, 9, 0]);
    expect([sums.sum('a', 60_999), sums.sum('a', 61_000), sums.sum('a', 81_000)]).toEqual([7, 4, 0]);
    sums.add('a', 90_000, 5);
    sums.add('a', 91_000, 6);
    expect([11, 10, 6, 5, 0].map((most) => sums.fallsTo('a', 91_500, most))).toEqual([
      91_500, 151_000, 151_000, 152_000, 152_000,
    ]);
    // A clock that was set back by a minute: what was added is as old as it was.
    sums.add('a', 31_500, 1);
    expect([sums.sum('a', 31_500), sums.sum('a', 90_500), sums.sum('a', 92_000)]).toEqual([12, 12, 0]);
  });
});
