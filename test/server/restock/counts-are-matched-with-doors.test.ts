import { expect, it } from 'vitest';
import { clockToleranceMs, countedUntilMs, inMotionMs } from '../../../server/restock/rules.ts';

const minute = 60_000;
const at = 1_000 * minute;
const open = (minutes: number) => ({ atMs: at + minutes * minute, open: true });
const close = (minutes: number) => ({ atMs: at + minutes * minute, open: false });

it.each([
  ['no door was opened: the phone’s clock has to do', [], at],
  [
    'the door stood open around the count: nothing fell in it',
    [open(-5), close(5)],
    at - 5 * minute + inMotionMs,
  ],
  ['it is still open', [open(-5)], at - 5 * minute + inMotionMs],
  ['it was open for less than what is in motion takes', [open(-0.5), close(0.1)], at + 0.1 * minute],
  ['the phone is slow: the door opened a little after', [open(4), close(9)], at + 4 * minute + inMotionMs],
  ['the phone is fast: the door closed a little before', [open(-9), close(-3)], at - 9 * minute + inMotionMs],
  ['the door was open at another time of the day', [open(-120), close(-60)], at],
  ['just beyond what a clock may be off', [open(-60), close(-clockToleranceMs / minute - 0.1)], at],
  [
    'of two openings the one that holds the count',
    [open(-9), close(-5), open(-1), close(3)],
    at - minute + inMotionMs,
  ],
])('%s', (_what, doors, expected) => {
  expect(countedUntilMs(doors, at)).toBe(expected);
});
