import { expect, test } from 'vitest';
import { createDriver, heartbeatMs } from '../../../firmware-bridge/serial/driver.ts';
import type { StandingFault } from '../../../firmware-bridge/serial/picture.ts';
import { fault } from '../../../protocol/serial/constants.ts';
import { duplexPair } from '../../support/duplex-pair.ts';
import { createFarEnd, helloAnswer } from '../../support/far-end.ts';
import { silentLog } from '../../support/silent-log.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

const slot = { product: 1, stock: 5, capacity: 50, vendCounter: 7 };
const lockedBit = 1 << 1;

/** A driver on a dispenser that keeps its lock and can be exchanged. */
async function driven(faults: readonly StandingFault[] = [], stock = slot.stock) {
  const clock = createVirtualClock();
  const [near, end] = duplexPair();
  const far = createFarEnd(end);
  const dispenser = { locked: true, serialNo: helloAnswer.serialNo, stock };
  const rule = { locked: false };
  let bringUps = 0;
  const heard: string[] = [];
  far.answers.set('hello', (frame) => far.respond(frame, { ...helloAnswer, serialNo: dispenser.serialNo }));
  far.answers.set('status', (frame) =>
    far.respond(frame, {
      flags: dispenser.locked ? lockedBit : 0,
      slots: [{ ...slot, stock: dispenser.stock }],
    }),
  );
  far.answers.set('lastVend', (frame) => {
    const txn = '00000000-0000-0000-0000-000000000000';
    far.respond(frame, { txn, state: 0, requested: 0, dispensed: 0, fault: 0, vendCounter: 7 });
  });
  far.answers.set('lock', (frame) => {
    dispenser.locked = frame.payload[0] === 1;
    far.respond(frame, {});
  });
  const driver = createDriver({
    clock,
    log: silentLog,
    faults,
    locked: () => rule.locked,
    async onBringUp() {
      bringUps++;
    },
    onReady: () => {},
    onEvent: async ({ name }) => void heard.push(name),
    onLine: () => {},
    onPicture: () => {},
  });
  driver.link.attach(near);
  await clock.advance(10);
  return { clock, driver, dispenser, far, heard, rule, bringUps: () => bringUps };
}

test('a lock that does not follow the rule is set right', async () => {
  const { clock, dispenser, rule } = await driven();
  expect(dispenser.locked).toBe(false);
  dispenser.locked = true;
  await clock.advance(heartbeatMs + 10);
  expect(dispenser.locked).toBe(false);
  rule.locked = true;
  await clock.advance(heartbeatMs + 10);
  expect(dispenser.locked).toBe(true);
});

test('another dispenser in the old one’s place, with its bootCount, is brought up anew', async () => {
  const { clock, driver, dispenser, bringUps } = await driven();
  expect(bringUps()).toBe(1);
  dispenser.serialNo = 'OTHER0000002';
  await clock.advance(heartbeatMs + 10);
  expect(bringUps()).toBe(2);
  expect(driver.picture()).toMatchObject({ serialNo: 'OTHER0000002', ready: true });
});

test('an event of the other dispenser is no repeat of the old one’s, though it has its seq', async () => {
  const { clock, dispenser, far, heard } = await driven();
  far.send({ kind: 0x46, seq: 3, payload: Uint8Array.of(1) });
  await clock.advance(10);
  dispenser.serialNo = 'OTHER0000002';
  await clock.advance(heartbeatMs + 10);
  far.send({ kind: 0x42, seq: 3, payload: Uint8Array.of(1) });
  await clock.advance(10);
  expect(heard).toEqual(['tamper', 'door']);
});

test('a slot that holds something is not empty, and nothing is jammed without the flag, whatever CLEARED was missed', async () => {
  const motor = { slot: 0, fault: fault.motor };
  const stale = [{ slot: 0, fault: fault.empty }, { slot: 0, fault: fault.jam }, motor];
  const { driver } = await driven(stale);
  expect(driver.picture().faults).toEqual([motor]);
});

test('a slot that holds nothing is empty until it is filled', async () => {
  const empty = { slot: 0, fault: fault.empty };
  const { clock, driver, dispenser } = await driven([empty], 0);
  expect(driver.picture().faults).toEqual([empty]);
  dispenser.stock = 20;
  await clock.advance(heartbeatMs + 10);
  expect(driver.picture().faults).toEqual([]);
});
