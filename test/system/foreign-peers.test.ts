import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { cardCommand, startSystem } from '../support/system.ts';

describe('programs written from the contracts alone', () => {
  it('a dispenser: gives masks by our bridge, through a jam, a miss and a power cut', async () => {
    const system = await startSystem({ dispenser: 'foreign', vendMs: 200 });
    const dispenser = await system.startDispenser();
    await system.startBridge();
    await system.serving(dispenser);
    const results = () => dispenser.lines.filter(({ ev }) => ev === 'result').length;

    dispenser.type(cardCommand(1));
    await eventually('a vend booked', () => system.booked() === 1);

    const afterMiss = dispenser.lines.length;
    dispenser.type('miss 0');
    dispenser.type(cardCommand(2));
    await eventually('a result without an item', () => results() === 2);
    await eventually('an apology', () =>
      dispenser.lines
        .slice(afterMiss)
        .find((line) => line.ev === 'display' && /^Nothing came out/.test(String(line.text))),
    );

    const afterPower = dispenser.lines.length;
    dispenser.type(cardCommand(3));
    await system.inMotion();
    dispenser.type('power off');
    dispenser.type('power on');
    await system.booksAgree(2);

    const afterBoot = dispenser.lines.length;
    await system.serving(dispenser, afterPower);
    dispenser.type('jam 0');
    dispenser.type(cardCommand(4));
    await eventually('a clear word', () =>
      dispenser.lines
        .slice(afterBoot)
        .find((line) => line.ev === 'display' && (line.tone === 2 || line.tone === 3)),
    );
    dispenser.type('door open');
    dispenser.type('door close');
    const before = system.booked();
    await eventually(
      'service again',
      async () => {
        dispenser.type(cardCommand(5));
        await new Promise((resolve) => setTimeout(resolve, 500));
        return system.booked() > before;
      },
      30_000,
    );
    await system.booksAgree();
  });

  it('a machine: is served by our server, online, cut off and back', async () => {
    const system = await startSystem();
    const token = system.enrol('izmir-bostanli');
    // In one word: a token may begin with a dash.
    const argv = [
      '--mqtt',
      `mqtt://${system.ports().mqtt}`,
      '--machine',
      'izmir-bostanli',
      `--token=${token}`,
    ];
    const machine = system.run('test/peers/machine.ts', argv);
    const line = (
      what: string,
      ev: string,
      wanted: (line: Readonly<Record<string, unknown>>) => boolean = () => true,
    ) => machine.line(what, (one) => one.ev === ev && wanted(one));
    await line('a connection', 'connected');
    await line(
      'desired',
      'desired',
      ({ slots }) => JSON.stringify(slots) === JSON.stringify([{ slot: 0, product: 'adult', capacity: 200 }]),
    );

    machine.type('vend tckn 10000000146');
    await line('a grant', 'decision', ({ verdict, qty }) => verdict === 'grant' && qty === 1);
    await line('a vend', 'done', ({ dispensed }) => dispensed === 1);
    machine.type('vend tckn 10000000146 typed');
    const refusal = await line('a refusal', 'decision', ({ reason }) => reason === 'quota');
    expect(refusal).not.toHaveProperty('nextAt');
    machine.type('balance tckn 10000000146');
    expect(
      await line('a balance', 'decision', ({ verdict, qty }) => verdict === 'grant' && qty === 0),
    ).toMatchObject({ remaining: 0 });
    machine.type('vend tckn 10000000147');
    await line('a bad id', 'decision', ({ reason }) => reason === 'bad-id');

    machine.type('disconnect cut');
    await line('the cut', 'disconnected');
    machine.type('connect');
    await eventually(
      'a second connection',
      () => machine.lines.filter(({ ev }) => ev === 'connected').length === 2,
    );
    machine.type('vend uid 04A1B2C3');
    await eventually('both masks booked', () => system.booked() === 2);
    await eventually('all told', () => machine.lines.findLast(({ ev }) => ev === 'drained'));
    expect(system.query('SELECT kind FROM alarms')).toEqual([]);
  });
});
