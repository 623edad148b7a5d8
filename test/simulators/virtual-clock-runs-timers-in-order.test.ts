import { expect, it } from 'vitest';
import { virtualClock } from '../../simulators/virtual-clock.ts';

it('timers run at their time, in the order of their setting, and those that timers set too', () => {
  const clock = virtualClock(1_000);
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name} ${clock.now()}`);
  clock.after(20, note('b'));
  clock.after(10, note('a'));
  clock.after(20, note('c'));
  clock.after(10, () => clock.after(5, note('nested')));
  clock.after(30, note('cancelled')).cancel();
  clock.after(31, note('late'));
  clock.advance(30);
  expect(ran).toEqual(['a 1010', 'nested 1015', 'b 1020', 'c 1020']);
  expect(clock.monotonic()).toBe(30);
  expect(clock.pending).toBe(1);
  expect(clock.runNext()).toBe(true);
  expect(ran.at(-1)).toBe('late 1031');
  expect(clock.runNext()).toBe(false);
});

it('setting the wall clock moves neither the monotonic time nor a timer', () => {
  const clock = virtualClock(1_000);
  let fired = 0;
  clock.after(10, () => fired++);
  clock.setWall(500);
  clock.advance(9);
  expect([clock.now(), clock.monotonic(), fired]).toEqual([509, 9, 0]);
  clock.advance(1);
  expect(fired).toBe(1);
});

it('driving lets parts settle between timers', async () => {
  const clock = virtualClock();
  const ran: string[] = [];
  clock.after(5, () => {
    void Promise.resolve().then(() => clock.after(1, () => ran.push(`then ${clock.now()}`)));
  });
  await clock.drive(10, () => Promise.resolve());
  expect(ran).toEqual(['then 6']);
  expect(clock.now()).toBe(10);
});
