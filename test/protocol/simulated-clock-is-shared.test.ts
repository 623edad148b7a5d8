import { describe, expect, it } from 'vitest';
import { parseSimulatedClock, simulatedClock, sleep, wallClock } from '../../protocol/base/clock.ts';

const start = Date.parse('2020-05-20T06:00:00Z');

describe('START,SPEED[,ORIGIN]', () => {
  it('is read, with now as ORIGIN where none is given', () => {
    expect(parseSimulatedClock('2020-05-20T06:00:00Z,60', 5)).toEqual({
      startMs: start,
      originMs: 5,
      speed: 60,
    });
    expect(parseSimulatedClock('2020-05-20T06:00:00Z,0.5,1970-01-01T00:00:01Z', 5)).toEqual({
      startMs: start,
      originMs: 1_000,
      speed: 0.5,
    });
  });

  it.each([
    '',
    'now',
    'soon,60',
    '2020-05-20T06:00:00Z',
    '2020-05-20T06:00:00Z,0',
    '2020-05-20T06:00:00Z,-1',
    '2020-05-20T06:00:00Z,fast',
    '2020-05-20T06:00:00Z,10001',
    '2020-05-20T06:00:00Z,60,later',
    '2020-05-20T06:00:00Z,60,1970-01-01T00:00:01Z,x',
  ])('%j is refused', (text) => {
    expect(parseSimulatedClock(text, 5)).toBeUndefined();
  });
});

it('two clocks of one spec agree, and run as fast as they say', async () => {
  const spec = { startMs: start, originMs: Date.now(), speed: 1_000 };
  const one = simulatedClock(spec);
  const other = simulatedClock(spec);
  expect(Math.abs(one.now() - other.now())).toBeLessThan(50 * spec.speed);
  const wall = performance.now();
  const before = one.monotonic();
  const spanMs = 60 * spec.speed;
  await sleep(one, spanMs);
  expect(one.monotonic() - before).toBeGreaterThanOrEqual(spanMs - spec.speed);
  expect(performance.now() - wall).toBeGreaterThanOrEqual(59);
  expect(one.now()).toBeGreaterThanOrEqual(start + spanMs - 2 * spec.speed);
});

it('a timer that was cancelled never runs, and cancelling again does nothing', async () => {
  const clock = wallClock();
  let ran = 0;
  const timer = clock.after(5, () => ran++);
  timer.cancel();
  timer.cancel();
  await sleep(clock, 30);
  expect(ran).toBe(0);
});

it('a delay longer than timers take waits, instead of running at once', async () => {
  const clock = wallClock();
  let ran = 0;
  const timer = clock.after(2 ** 40, () => ran++);
  await sleep(clock, 30);
  expect(ran).toBe(0);
  timer.cancel();
});
