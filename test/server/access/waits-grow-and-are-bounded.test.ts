import { describe, expect, it } from 'vitest';
import { createAttempts } from '../../../server/access/attempts.ts';
import { createNoteLimit, maxNotes, notePeriodMs } from '../../../server/access/note-limit.ts';
import { addressKey, forgetAfterMs, waitAfter, waitRules } from '../../../server/access/wait-rule.ts';

/** Attempts on a clock that a test moves. */
function bench() {
  let now = 1_000_000;
  const attempts = createAttempts(() => now);
  return {
    pass: (ms: number) => {
      now += ms;
    },
    /** Tries until a wait is told; gives how many were let through, all of them wrong. */
    wrong(name: string, address: string): number {
      const result = attempts.begin(name, address);
      return 'waitMs' in result ? result.waitMs : 0;
    },
    right(name: string, address: string): number {
      const result = attempts.begin(name, address);
      if ('waitMs' in result) return result.waitMs;
      result.right();
      return 0;
    },
    begin: attempts.begin,
  };
}

describe('who guesses', () => {
  it('one name from one address waits twice as long each time, up to a quarter of an hour', () => {
    const { wrong, pass } = bench();
    const waits: number[] = [];
    for (let tries = 0; tries < 16; tries++) {
      expect(wrong('ayse', '10.0.0.1')).toBe(0);
      const wait = wrong('ayse', '10.0.0.1');
      waits.push(wait);
      pass(wait);
    }
    // The wait for the name alone ends at half a minute, that of the pair goes on.
    expect(waits.slice(0, 6)).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(waits.at(-1)).toBe(waitRules.pair.longestMs);
  });

  it('is not slowed down less by writing the name in another way', () => {
    const { wrong } = bench();
    for (const name of ['ayse', 'AYSE', ' Ayse ', 'ＡＹＳＥ'].slice(0, waitRules.pair.free))
      expect(wrong(name, '10.0.0.1')).toBe(0);
    expect(wrong('ＡＹＳＥ', '10.0.0.1')).toBeGreaterThan(0);
  });

  it('many names from one address waits a minute at most', () => {
    const { wrong, pass } = bench();
    for (let n = 0; n < waitRules.address.free; n++) expect(wrong(`name-${n}`, '10.0.0.1')).toBe(0);
    let longest = 0;
    for (let n = 0; n < 30; n++) {
      const wait = wrong(`other-${n}`, '10.0.0.1');
      longest = Math.max(longest, wait);
      pass(wait);
    }
    expect(longest).toBe(waitRules.address.longestMs);
    expect(wrong('somebody', '10.0.0.2')).toBe(0);
  });

  it('from everywhere at once is let through twice a minute, and keeps the owner out of nowhere that he signed in before', () => {
    const { wrong, right, pass } = bench();
    expect(right('ayse', '10.9.9.9')).toBe(0);
    let let_ = 0;
    for (let second = 0; second < 600; second++) {
      if (wrong('ayse', `10.1.${second >> 8}.${second & 255}`) === 0) let_++;
      pass(1_000);
    }
    expect(let_).toBeLessThan(waitRules.name.free + 5 + 600 / 30 + 2);
    expect(right('ayse', '10.9.9.9')).toBe(0);
    const wait = wrong('ayse', '10.9.9.8');
    expect(wait).toBeLessThanOrEqual(waitRules.name.longestMs);
  });

  it('many at the same moment is counted before any of them is answered', () => {
    const { begin } = bench();
    const through = Array.from({ length: 50 }, () => begin('ayse', '10.0.0.1')).filter(
      (one) => 'right' in one,
    );
    expect(through).toHaveLength(waitRules.pair.free);
  });

  it('takes no room without end, and others’ waits outlive a flood of a few thousand names', () => {
    const { wrong, begin } = bench();
    for (let n = 0; n < waitRules.pair.free; n++) wrong('ayse', '10.0.0.1');
    for (let n = 0; n < 9_000; n++) begin(`x${n}`, `10.2.${n >> 8}.${n & 255}`);
    expect(wrong('ayse', '10.0.0.1')).toBeGreaterThan(0);
    for (let n = 0; n < 20_000; n++) begin(`y${n}`, `10.${3 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`);
    expect(wrong('ayse', '10.0.0.1')).toBe(0);
  });
});

describe('who is right', () => {
  it('begins anew, and takes nothing off the others’ failures at his address', () => {
    const { wrong, right, pass } = bench();
    for (let n = 0; n < waitRules.pair.free - 1; n++) wrong('ayse', '10.0.0.1');
    expect(right('ayse', '10.0.0.1')).toBe(0);
    for (let n = 0; n < waitRules.pair.free; n++) expect(wrong('ayse', '10.0.0.1')).toBe(0);
    expect(wrong('ayse', '10.0.0.1')).toBeGreaterThan(0);
    pass(forgetAfterMs);
    expect(wrong('ayse', '10.0.0.1')).toBe(0);
    expect(wrong('ayse', '10.0.0.1')).toBe(0);
  });

  it('never waits however often he signs in', () => {
    const { right } = bench();
    for (let n = 0; n < 1_000; n++) expect(right('ayse', '10.0.0.1')).toBe(0);
  });
});

it('a try that the server could not look at is none', () => {
  const { begin, wrong } = bench();
  for (let n = 0; n < 100; n++) {
    const attempt = begin('ayse', '10.0.0.1');
    if ('withdrawn' in attempt) attempt.withdrawn();
    expect('withdrawn' in attempt).toBe(true);
  }
  expect(wrong('ayse', '10.0.0.1')).toBe(0);
});

it('the wait is a number whatever the count', () => {
  for (const rule of Object.values(waitRules))
    for (const count of [0, 1, 5, 50, 5_000, Number.MAX_SAFE_INTEGER])
      expect(waitAfter(count, rule)).toBeLessThanOrEqual(rule.longestMs);
});

it.each([
  ['10.0.0.1', '10.0.0.1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
])('of the address %s counts %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});

it('failures are written down up to a bound in each period, and the rest is counted', () => {
  let now = 0;
  const limit = createNoteLimit(() => now);
  const notes = Array.from({ length: maxNotes + 70 }, () => limit());
  expect(notes.filter((note) => note !== undefined)).toHaveLength(maxNotes);
  now += notePeriodMs;
  expect(limit()).toEqual({ unwritten: 70 });
  expect(limit()).toEqual({ unwritten: 0 });
});
