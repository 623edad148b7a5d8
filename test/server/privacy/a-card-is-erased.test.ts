import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createListStore } from '../../../server/lists/list-store.ts';
import { createErasure } from '../../../server/privacy/erase.ts';
import { verify } from '../../../server/verify/verify.ts';
import { cards, dayMs, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';
import { linesOf, runServerCommand } from '../../support/server-process.ts';

/** A city in which the first card had a pack online, one offline, was refused, and another card had one. */
async function cityOf() {
  const bench = await ledgerBench();
  const machine = bench.machine('izmir-1');
  const online = randomUUID();
  machine.ask({ txn: online });
  const told = machine.vend(online);
  machine.send(told);
  machine.send(machine.vend(randomUUID(), { authority: 'offline' }));
  machine.ask({}, origin + 1_000);
  const other = randomUUID();
  machine.ask({ txn: other, cards: [tapped(cards[1])] });
  machine.send(machine.vend(other, { card: cards[1] }));
  const [row] = bench.rows<{ card: Uint8Array }>('SELECT card FROM usage ORDER BY id LIMIT 1');
  const card = Buffer.from(row?.card ?? []);
  const erase = (name: Uint8Array, countedFromMs = Number.POSITIVE_INFINITY) =>
    createErasure(bench.db, randomBytes)([name], countedFromMs, () => {});
  const masks = () => bench.rows<{ n: number }>('SELECT SUM(pieces) AS n FROM usage')[0]?.n;
  /** Whether anything in the ledger still holds the card's name. */
  const isNamed = () => bench.db.serialize().includes(card);
  /** What breaks a promise: that one machine gave by itself what no rule lets it. */
  const breaches = async () =>
    (await verify(bench.db, undefined)).flatMap(({ invariant, breached }) =>
      breached > 0 ? [invariant] : [],
    );
  return { ...bench, asking: machine, told, card, erase, masks, isNamed, breaches };
}

const none = { charges: 0, boxes: 0, requests: 0, open: 0, counted: 0, countedUntilMs: null, lists: [] };

describe('a card that is erased', () => {
  it('is named by nothing any more, what it got is counted still, and every promise holds', async () => {
    const city = await cityOf();
    expect([city.masks(), city.booked()]).toEqual([15, 3]);
    const before = await city.breaches();
    expect(city.erase(city.card)).toEqual({ ...none, charges: 2, boxes: 2, requests: 3 });
    city.db.exec('VACUUM');
    expect(city.isNamed()).toBe(false);
    expect([city.masks(), city.booked()]).toEqual([15, 3]);
    expect(await city.breaches()).toEqual(before);
    // What it had is nobody's: no two charges have one name, and the other card kept its own.
    const names = city.rows<{ card: Uint8Array; keyId: string }>('SELECT card, key_id AS keyId FROM usage');
    expect(new Set(names.map(({ card }) => Buffer.from(card).toString('hex'))).size).toBe(3);
    expect(names.map(({ keyId }) => keyId === 'erased')).toEqual([true, true, false]);
    // Whoever counts cards must be able to tell that these are none to count.
    const asked = city.rows<{ keyId: string }>('SELECT key_id AS keyId FROM requests ORDER BY id');
    expect(asked.map(({ keyId }) => keyId === 'erased')).toEqual([true, true, true, false]);
    expect(city.erase(city.card)).toEqual(none);
  });

  it('may come again as somebody who never came', async () => {
    const { asking, erase, card } = await cityOf();
    expect(asking.ask({}, origin + 2_000)).toMatchObject({ reason: 'quota' });
    erase(card);
    expect(asking.ask({}, origin + 3_000)).toMatchObject({ verdict: 'grant' });
  });

  it('keeps what a rule still counts, with its name, and says until when: nobody has a share again by being erased', async () => {
    const { asking, erase, card, rows, folder } = await cityOf();
    const at = origin + 2_000;
    expect(erase(card, at - 7 * dayMs)).toMatchObject({ charges: 0, counted: 2, requests: 3 });
    expect(rows('SELECT 1 FROM usage WHERE card = ?', card)).toHaveLength(2);
    expect(asking.ask({}, at)).toMatchObject({ reason: 'quota' });
    const asOf = new Date(at).toISOString();
    const command = ['erase', '--scheme', 'tckn', '--data', folder, '--as-of', asOf];
    const done = await runServerCommand(command, {}, `${cards[0]}\n`);
    // The one that was beyond the limit offline counts for a window longer.
    expect(linesOf(done.out)[0]).toMatchObject({
      counted: 2,
      countedUntil: new Date(origin + 14 * dayMs).toISOString(),
    });
    expect(await runServerCommand([...command, '--counted'], {}, `${cards[0]}\n`)).toMatchObject({ code: 0 });
    expect(asking.ask({}, at)).toMatchObject({ verdict: 'grant' });
  });

  it('leaves journals that are told again what they were: nothing is booked twice, and nobody is taken for a clone', async () => {
    const { asking, told, erase, card, booked, alarms, breaches } = await cityOf();
    const before = alarms();
    const broken = await breaches();
    erase(card);
    asking.send(told, origin + dayMs);
    expect([booked(), alarms()]).toEqual([3, before]);
    expect(await breaches()).toEqual(broken);
  });

  it('keeps a charge whose vend has not ended, and says so; and the lists that it is on', async () => {
    const { asking, erase, card, db, rows } = await cityOf();
    const lists = createListStore(db);
    const id = lists.begin('lost-cards', origin, 'k');
    lists.add(id, [card]);
    lists.enforce(id, 'lost-cards', 1, () => {});
    asking.ask({}, origin + 30 * dayMs);
    expect(erase(card)).toMatchObject({ charges: 2, open: 1, lists: ['lost-cards'] });
    expect(rows<{ kind: string }>('SELECT kind FROM usage WHERE card = ?', card)).toEqual([
      { kind: 'reserved' },
    ]);
  });

  it('is erased by the command line, which reads the number unseen, and whose log does not name it', async () => {
    const { folder, card, db } = await cityOf();
    const erase = (number: string) =>
      runServerCommand(['erase', '--scheme', 'tckn', '--data', folder], {}, `${number}\n`);
    const done = await erase(cards[0]);
    expect(done).toMatchObject({ code: 0 });
    const { countedUntilMs: _, ...told } = none;
    expect(linesOf(done.out)[0]).toEqual({
      ...{ ...told, charges: 2, boxes: 2, requests: 3 },
      countedUntil: null,
    });
    for (const file of readdirSync(folder))
      expect(readFileSync(join(folder, file)).includes(card), file).toBe(false);
    const audit = JSON.stringify(db.prepare('SELECT * FROM audit').all());
    expect(audit).toContain('card-erased');
    expect(audit).not.toContain(cards[0]);
    const wrong = await erase('12345678901');
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('no number of scheme tckn') });
    expect(wrong.err).not.toContain('12345678901');
  });
});
