import type { Random } from '../random.ts';

/** Of those who come, how many come again before their time. */
const tooSoonShare = 0.15;
/** Cards that may come again: the last ones served. */
const maxKnown = 500;

/** The people of the city: who comes next, and after how long. */
export function createCitizens(random: Random, meanGapMs: number) {
  const known: string[] = [];
  return {
    /** Until the next one comes, anywhere in the city: independent arrivals, so exponential gaps. */
    gapMs: (): number => -Math.log(1 - random()) * meanGapMs,

    /** The T.C. Kimlik No of the next one. Made up, with right check digits; nobody's in particular. */
    next(): string {
      const again = known[Math.floor(random() * known.length)];
      if (again !== undefined && random() < tooSoonShare) return again;
      const fresh = makeTckn(random);
      known.push(fresh);
      if (known.length > maxKnown) known.shift();
      return fresh;
    },
  };
}

/** Nine digits, the first not 0, and their two check digits. */
function makeTckn(random: Random): string {
  const digits = Array.from({ length: 9 }, (_, at) =>
    at === 0 ? 1 + Math.floor(random() * 9) : Math.floor(random() * 10),
  );
  const sum = (from: number) =>
    digits.reduce((total, digit, at) => (at % 2 === from ? total + digit : total), 0);
  const tenth = (((7 * sum(0) - sum(1)) % 10) + 10) % 10;
  const eleventh = (digits.reduce((total, digit) => total + digit, 0) + tenth) % 10;
  return [...digits, tenth, eleventh].join('');
}
