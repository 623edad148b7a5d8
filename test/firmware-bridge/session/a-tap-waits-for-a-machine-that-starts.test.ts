import { expect, it } from 'vitest';
import { createPatience } from '../../../firmware-bridge/session/patience.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

function waitingRoom() {
  const clock = createVirtualClock();
  let starting = true;
  const patience = createPatience({ clock, starting: () => starting });
  const through: string[] = [];
  const come = (name: string) => void patience.started().then(() => through.push(name));
  return { clock, patience, through, come, open: () => (starting = false), shut: () => (starting = true) };
}

it('who comes while the machine starts is let through when it has, all at once', async () => {
  const { clock, patience, through, come, open } = waitingRoom();
  come('first');
  come('second');
  await clock.advance(500);
  patience.changed();
  await clock.advance(0);
  expect(through).toEqual([]);
  open();
  patience.changed();
  await clock.advance(0);
  expect(through).toEqual(['first', 'second']);
  come('third');
  await clock.advance(0);
  expect(through).toEqual(['first', 'second', 'third']);
});

it('nobody waits longer than two seconds, and who was let through is called no more', async () => {
  const { clock, patience, through, come, open } = waitingRoom();
  come('first');
  await clock.advance(1_999);
  expect(through).toEqual([]);
  come('second');
  await clock.advance(1);
  expect(through).toEqual(['first']);
  open();
  patience.changed();
  await clock.advance(5_000);
  expect(through).toEqual(['first', 'second']);
});

it('a change with nobody waiting, or without an end of the start, lets nobody through', async () => {
  const { clock, patience, through, come, open, shut } = waitingRoom();
  open();
  patience.changed();
  shut();
  come('first');
  patience.changed();
  await clock.advance(1_000);
  expect(through).toEqual([]);
});
