import { describe, expect, it } from 'vitest';
import type { Child } from '../support/child.ts';
import { eventually } from '../support/eventually.ts';
import { cardCommand, startSystem } from '../support/system.ts';

const offlinePolicy = `
timeZone: Europe/Istanbul
language: en
products:
  - { id: adult, code: 1, pieces: 5, name: { tr: Maske, en: Masks, zh-TW: 口罩 } }
rules:
  - { id: weekly, products: [adult], limit: 5, window: { rolling: { days: 7 } } }
offline: { mode: allow, perCard: 5, perMachine: 500, maxHours: 4 }
`;

const happened = (child: Child, ev: string, nth: number) =>
  eventually(`${ev} ${nth}`, () => child.lines.filter((line) => line.ev === ev)[nth - 1], 30_000);

describe('every mask is booked once, seen from the dispenser’s own counters', () => {
  it('when the bridge is killed with ten entries and more unsent', async () => {
    const system = await startSystem({ policy: offlinePolicy });
    const dispenser = await system.startDispenser();
    const bridge = await system.startBridge();
    await system.serving(dispenser);
    await system.server.end('SIGKILL');
    for (let n = 1; n <= 5; n++) {
      dispenser.type(cardCommand(n));
      await happened(dispenser, 'result', n);
    }
    await bridge.end('SIGKILL');
    expect(system.counted()).toBe(5);
    expect(system.booked()).toBe(0);
    await system.startServer();
    await system.startBridge();
    await system.booksAgree(5);
    expect(system.query('SELECT DISTINCT authority FROM vends')).toEqual([{ authority: 'offline' }]);
  });

  it('when the bridge is killed between VEND and its result', async () => {
    const system = await startSystem({ vendMs: 1_000 });
    const dispenser = await system.startDispenser();
    const bridge = await system.startBridge();
    await system.serving(dispenser);
    dispenser.type(cardCommand(1));
    await happened(dispenser, 'vend', 1);
    await bridge.end('SIGKILL');
    await happened(dispenser, 'result', 1);
    await system.startBridge();
    await system.booksAgree(1);
    expect(dispenser.lines.filter(({ ev }) => ev === 'vend')).toHaveLength(1);
  });

  it('when the bridge is killed at twenty odd moments of twenty vends', async () => {
    const system = await startSystem({ vendMs: 60, stock: 200 });
    const dispenser = await system.startDispenser();
    for (let n = 1; n <= 20; n++) {
      const from = dispenser.lines.length;
      const bridge = await system.startBridge();
      await system.serving(dispenser, from);
      dispenser.type(cardCommand(n));
      await eventually('the question', () =>
        dispenser.lines.slice(from).find(({ text }) => text === 'One moment'),
      );
      // The moment of the kill is the test's subject: 6 ms a step walk from before the decision to after the result.
      await new Promise((resolve) => setTimeout(resolve, n * 6));
      await bridge.end('SIGKILL');
    }
    await system.startBridge();
    await system.booksAgree();
    expect(system.counted()).toBeGreaterThan(10);
  });

  it('when the server is killed in the middle of a run', async () => {
    const system = await startSystem({ policy: offlinePolicy, vendMs: 30 });
    const dispenser = await system.startDispenser();
    await system.startBridge();
    await system.serving(dispenser);
    let server = system.server;
    for (let n = 1; n <= 12; n++) {
      dispenser.type(cardCommand(n));
      if (n % 4 === 2) {
        await server.end('SIGKILL');
        server = await system.startServer();
      }
      await happened(dispenser, 'result', n);
    }
    await system.booksAgree(12);
  });

  it('when the dispenser loses power in the middle of a vend', async () => {
    const system = await startSystem({ vendMs: 1_000 });
    const dispenser = await system.startDispenser();
    await system.startBridge();
    await system.serving(dispenser);
    dispenser.type(cardCommand(1));
    await system.inMotion();
    dispenser.type('power off');
    await eventually('darkness', () =>
      dispenser.lines.find((line) => line.ev === 'power' && line.on === false),
    );
    dispenser.type('power on');
    // An item in motion when power is lost counts as dispensed (serial.md, VEND).
    await system.booksAgree(1);
    expect(system.query('SELECT items, fault FROM vends')).toEqual([{ items: 1, fault: 5 }]);
    const from = dispenser.lines.length;
    dispenser.type(cardCommand(1));
    await eventually('a refusal', () =>
      dispenser.lines.slice(from).find((line) => line.ev === 'display' && line.tone === 2),
    );
  });

  it('when the dispenser’s process is killed in the middle of a vend, and the bridge with it', async () => {
    const system = await startSystem({ vendMs: 1_000 });
    const dispenser = await system.startDispenser();
    const bridge = await system.startBridge();
    await system.serving(dispenser);
    dispenser.type(cardCommand(1));
    await system.inMotion();
    await Promise.all([dispenser.end('SIGKILL'), bridge.end('SIGKILL')]);
    await system.startBridge();
    const again = await system.startDispenser();
    await system.serving(again);
    await system.booksAgree(1);
  });

  it('when the serial line goes away and comes back', async () => {
    const system = await startSystem({ vendMs: 50 });
    const bridge = await system.startBridge();
    await bridge.line(
      'a word about the missing path',
      ({ msg }) => /serial|line|path/i.test(String(msg)) && !/runs/.test(String(msg)),
    );
    for (let n = 1; n <= 3; n++) {
      const dispenser = await system.startDispenser();
      await system.serving(dispenser);
      dispenser.type(cardCommand(n));
      await happened(dispenser, 'result', 1);
      await eventually('the result acknowledged', () => system.booked() === n);
      await dispenser.end('SIGTERM');
    }
    await system.booksAgree(3);
  });
});
