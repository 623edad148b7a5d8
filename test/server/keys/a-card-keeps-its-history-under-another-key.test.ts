import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makePseudonymKey } from '../../../server/keys/key-file.ts';
import { begunAnew, rotated, without } from '../../../server/keys/key-ring.ts';
import { createListStore } from '../../../server/lists/list-store.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { verify } from '../../../server/verify/verify.ts';
import { cards, dayMs, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

const madeAt = new Date(origin).toISOString();
const fresh = () => makePseudonymKey(randomBytes, madeAt);

/** A city whose keys change while it runs; the first card had its pack. */
async function cityOf(policy = defaultPolicy) {
  const bench = await ledgerBench(policy);
  const machine = bench.machine('izmir-1');
  const txn = randomUUID();
  machine.ask({ txn });
  machine.send(machine.vend(txn));
  const change = (next: (keys: typeof bench.keys) => typeof bench.keys) =>
    Object.assign(bench.keys, next(bench.keys));
  const names = () =>
    bench
      .rows<{ card: Uint8Array }>('SELECT DISTINCT card FROM usage')
      .map(({ card }) => Buffer.from(card).toString('hex'));
  return {
    ...bench,
    asking: machine,
    txn,
    names,
    change,
    rotate: () => change((keys) => rotated(keys, fresh())),
  };
}

describe('when another key makes the pseudonyms', () => {
  it('a share that was had is had, to the millisecond, through three keys', async () => {
    const city = await cityOf();
    for (const _ of [1, 2, 3]) {
      city.rotate();
      const { verdict, nextAt } = city.asking.ask({}, origin + 7 * dayMs - 1);
      expect({ verdict, nextAt }).toEqual({
        verdict: 'refuse',
        nextAt: new Date(origin + 7 * dayMs).toISOString(),
      });
      expect(city.names()).toHaveLength(1);
    }
    expect(city.asking.ask({}, origin + 7 * dayMs)).toMatchObject({ verdict: 'grant' });
    expect(city.names()).toHaveLength(1);
  });

  it('the same question is the same question, and gets the same answer', async () => {
    const city = await cityOf();
    const question = { txn: randomUUID(), cards: [tapped(cards[1])] };
    const answer = city.asking.ask(question);
    city.rotate();
    expect(city.asking.ask(question)).toEqual(answer);
    expect(city.asking.ask({ ...question, cards: [tapped(cards[2])] })).toMatchObject({
      reason: 'bad-request',
    });
    expect(city.alarms()).toEqual(['txn-reused']);
  });

  it('a vend under way is settled, and one that is told late counts beside what was there', async () => {
    const city = await cityOf();
    const txn = randomUUID();
    city.asking.ask({ txn, cards: [tapped(cards[1])] });
    city.rotate();
    city.asking.send(city.asking.vend(txn, { card: cards[1] }));
    city.asking.send(city.asking.vend(randomUUID(), { authority: 'offline' }));
    // Two cards, and a name each: the vend without a network was charged to the name that the first card had got.
    expect(city.names()).toHaveLength(2);
    expect(city.usage().map(({ pieces, kind }) => `${pieces} ${kind}`)).toEqual([
      '5 settled',
      '5 settled',
      '5 debt',
    ]);
    const breached = (await verify(city.db, undefined)).filter(({ breached }) => breached > 0);
    expect(breached.map(({ invariant }) => invariant)).not.toContain('I2');
  });

  it('who was on a list is on it, also where it was brought in under both keys', async () => {
    const city = await cityOf({ ...defaultPolicy, blocked: ['lost'] });
    const { card } = city.rows<{ card: Uint8Array }>('SELECT card FROM usage')[0] as { card: Uint8Array };
    const lists = createListStore(city.db);
    const id = lists.begin('lost', origin, city.keys.pseudonym.id);
    lists.add(id, [card]);
    lists.enforce(id, 'lost', 1, () => {});
    city.rotate();
    expect(city.asking.ask({}, origin + 30 * dayMs)).toMatchObject({ reason: 'blocked' });
    lists.add(id, [card]);
    expect(city.asking.ask({}, origin + 31 * dayMs)).toMatchObject({ reason: 'blocked' });
    expect(city.rows('SELECT * FROM list_cards')).toHaveLength(1);
  });

  it('nothing joins two campaigns, and a key that is destroyed ties its names to no number', async () => {
    const city = await cityOf();
    const [before] = city.names();
    city.change((keys) => begunAnew(keys, fresh()));
    expect(city.asking.ask()).toMatchObject({ verdict: 'grant' });
    expect(city.names()).toHaveLength(2);
    expect(city.names()).toContain(before);
    city.rotate();
    const [former] = city.keys.former ?? [];
    city.change((keys) => without(keys, former?.id ?? ''));
    expect(city.asking.ask()).toMatchObject({ verdict: 'grant' });
    expect(city.names()).toHaveLength(3);
  });
});
