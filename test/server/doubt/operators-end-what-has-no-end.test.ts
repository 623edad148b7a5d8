import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cards, dayMs, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

const minuteMs = 60_000;
const later = origin + 20 * minuteMs;
const given = { actor: 'Ayşe', nowMs: later, wallMs: later };

async function bench() {
  const { ledger, machine, rows, ...rest } = await ledgerBench();
  const izmir = machine('izmir-1');
  const audited = () =>
    rows<{ actor: string; action: string; detail: string }>(
      'SELECT actor, action, detail FROM audit ORDER BY id',
    ).map(({ actor, action, detail }) => ({ actor, action, ...(JSON.parse(detail) as object) }));
  const doubts = (nowMs = later) => ledger.doubtList(nowMs).map(({ txn, cause }) => ({ txn, cause }));
  return { ledger, machine, rows, izmir, audited, doubts, ...rest };
}

describe('a reservation', () => {
  it('of a journal that is gone is listed with its age, and ended by an operator once, with the reason written down', async () => {
    const { ledger, izmir, doubts, audited, usage, stateOf } = await bench();
    const txn = randomUUID();
    izmir.send(izmir.write({ type: 'mark' }));
    izmir.ask({ txn });
    izmir.newEpoch();
    izmir.send(izmir.write({ type: 'mark' }));
    expect(doubts(origin + 9 * minuteMs)).toEqual([]);
    expect(ledger.doubtList(later)).toEqual([
      {
        ...{ machine: 'izmir-1', machineName: 'izmir-1', txn, product: 'adult', items: 1, masks: 5 },
        ...{ since: new Date(origin).toISOString(), cause: 'journal-gone' },
      },
    ]);
    expect(ledger.endDoubt('izmir-1', txn.toUpperCase(), 'disk replaced', given)?.cause).toBe('journal-gone');
    expect(ledger.endDoubt('izmir-1', txn, 'again', given)).toBeUndefined();
    expect(stateOf(txn)).toBe('released');
    expect(usage()).toEqual([]);
    expect(doubts()).toEqual([]);
    expect(audited()).toEqual([
      { actor: 'Ayşe', action: 'doubt-ended', txn, cause: 'journal-gone', reason: 'disk replaced' },
    ]);
  });

  it('that was ended and fell after all is booked late', async () => {
    const { ledger, izmir, alarms, booked } = await bench();
    const txn = randomUUID();
    izmir.ask({ txn });
    ledger.endDoubt('izmir-1', txn, 'nobody was there', given);
    izmir.send(izmir.vend(txn), later);
    expect(booked()).toBe(1);
    expect(alarms()).toEqual(['vend-late']);
  });

  it('of a machine that has told nothing since is in doubt until it tells', async () => {
    const { izmir, doubts } = await bench();
    const txn = randomUUID();
    izmir.ask({ txn });
    expect(doubts()).toEqual([{ txn, cause: 'not-told' }]);
    izmir.wait(minuteMs + 1);
    izmir.send(izmir.write({ type: 'mark' }), later);
    expect(doubts()).toEqual([]);
  });

  it('whose journal has lost or unread entries says so', async () => {
    const { izmir, machine, doubts } = await bench();
    const other = machine('izmir-2');
    const [lost, unread] = [randomUUID(), randomUUID()];
    izmir.ask({ txn: lost });
    other.ask({ txn: unread, cards: [tapped(cards[1])] });
    izmir.write({ type: 'mark' });
    izmir.send(izmir.write({ type: 'mark' }), origin, 2);
    other.send(other.write({ type: 'weather' }));
    expect(doubts().sort((a, b) => (a.cause < b.cause ? -1 : 1))).toEqual([
      { txn: lost, cause: 'entries-lost' },
      { txn: unread, cause: 'entries-unread' },
    ]);
  });

  it('of a vend that nobody asked for is told by the journal in which it began', async () => {
    const { izmir, doubts } = await bench();
    const txn = randomUUID();
    const [began] = izmir.vend(txn, { authority: 'offline' });
    if (began) izmir.send([began]);
    izmir.send(izmir.write({ type: 'mark' }), origin, 3);
    expect(doubts()).toEqual([{ txn, cause: 'entries-lost' }]);
    izmir.newEpoch();
    izmir.send(izmir.write({ type: 'mark' }));
    expect(doubts()).toEqual([{ txn, cause: 'journal-gone' }]);
  });

  it('of a vend that began and has not ended is told as an open vend', async () => {
    const { izmir, doubts } = await bench();
    const txn = randomUUID();
    izmir.ask({ txn });
    izmir.send(izmir.vend(txn).slice(0, 1));
    expect(doubts()).toEqual([{ txn, cause: 'vend-open' }]);
  });
});

describe('what a quarantined machine told', () => {
  /** A clone tells another vend under names that were used; the machine's own next vend waits behind it. */
  async function quarantined() {
    const found = await bench();
    const { izmir, alarms } = found;
    izmir.send(izmir.write({ type: 'line', up: true }, { type: 'line', up: false }));
    const forged = {
      seq: 2,
      at: new Date(origin).toISOString(),
      synced: true,
      boot: 1,
      uptimeMs: 0,
      type: 'line',
      up: true,
    };
    izmir.send([forged]);
    const vend = izmir.vend(randomUUID(), { authority: 'offline' });
    expect(izmir.send(vend).ack).toBeUndefined();
    expect(alarms()).toEqual(['quarantined']);
    const decide = (verdict: 'accepted' | 'rejected', id: string = randomUUID()) =>
      found.ledger.decideQuarantine('izmir-1', { id, verdict, reason: 'looked at it' }, given);
    /** The new epoch brings over what was not acknowledged (mqtt.md, journal). */
    function carryOver(entries = vend) {
      const from = entries.map(({ seq }) => ({ epoch: izmir.epoch, seq }));
      izmir.newEpoch();
      const carried = entries.map((entry, at) => ({ ...entry, seq: at + 1, from: from[at] }));
      return izmir.send(carried, later);
    }
    return { ...found, vend, decide, carryOver };
  }

  it('has its effect when it is accepted, and none again when the new epoch carries it over', async () => {
    const { ledger, izmir, decide, carryOver, booked, audited } = await quarantined();
    expect(ledger.openCommands('izmir-1', later)).toEqual([]);
    const held = { since: new Date(origin).toISOString(), entries: 3, vends: 1, masks: 5 };
    expect(ledger.quarantine('izmir-1')).toEqual({ quarantined: true, decided: false, ...held });
    expect(ledger.quarantine('izmir-9')).toBeUndefined();
    expect(decide('accepted')).toEqual({ decided: true, outcome: { entries: 3, applied: 3 } });
    expect(booked()).toBe(1);
    expect(ledger.openCommands('izmir-1', later)).toMatchObject([{ name: 'new-epoch' }]);
    // Until it has begun anew nothing is granted or acknowledged.
    const nothing = { since: null, entries: 0, vends: 0, masks: 0 };
    expect(ledger.quarantine('izmir-1')).toEqual({ quarantined: true, decided: true, ...nothing });
    expect(izmir.ask({ cards: [tapped(cards[1])] }, later).reason).toBe('machine-locked');
    expect(carryOver()).toMatchObject({ ack: { seq: 2 } });
    expect(booked()).toBe(1);
    expect(izmir.ask({ cards: [tapped(cards[1])] }, later).verdict).toBe('grant');
    expect(izmir.ask({ cards: [tapped(cards[0])] }, later).reason).toBe('quota');
    expect(audited()).toEqual([
      {
        actor: 'Ayşe',
        action: 'quarantine-decided',
        verdict: 'accepted',
        reason: 'looked at it',
        entries: 3,
        applied: 3,
      },
    ]);
  });

  it('has none when it is rejected, not when it is carried over either', async () => {
    const { izmir, decide, carryOver, booked } = await quarantined();
    expect(decide('rejected')).toEqual({ decided: true, outcome: { entries: 3, applied: 0 } });
    expect(carryOver()).toMatchObject({ ack: { seq: 2 } });
    expect(booked()).toBe(0);
    expect(izmir.ask({}, later).verdict).toBe('grant');
  });

  it('after the decision is applied as usual with the new epoch: nobody has decided on that', async () => {
    const { izmir, vend, decide, carryOver, booked } = await quarantined();
    decide('rejected');
    const more = izmir.vend(randomUUID(), { authority: 'offline', card: cards[1] });
    expect(izmir.send(more, later).ack).toBeUndefined();
    expect(carryOver([...vend, ...more])).toMatchObject({ ack: { seq: 4 } });
    expect(booked()).toBe(1);
  });

  it('stays where it is while nobody has decided, whatever epoch comes, and a machine in order has nothing to decide', async () => {
    const { ledger, machine, izmir, carryOver, booked } = await quarantined();
    expect(carryOver().ack).toBeUndefined();
    expect(booked()).toBe(0);
    expect(izmir.ask({}, later + dayMs).reason).toBe('machine-locked');
    machine('izmir-2');
    const word = { id: randomUUID(), verdict: 'accepted', reason: 'for nothing' } as const;
    expect(ledger.decideQuarantine('izmir-2', word, given)).toEqual({
      decided: false,
      code: 'NOT_QUARANTINED',
    });
  });
});
