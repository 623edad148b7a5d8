import { type Random, wholeBetween } from '../random.ts';

/** One visit to a machine: the numbers of the citizens whose cards are tapped, one behind the other. */
export interface Visit {
  readonly citizens: readonly number[];
}

/** Of those who come, how many come again before their week is over, and are refused. */
const tooSoonShare = 0.08;
/** Of those who come, how many bring the cards of their family. */
const familyShare = 0.1;
const family = { min: 2, max: 4 } as const;
/** Citizens who may come again too soon: the last ones served. */
const maxRemembered = 2_000;
/**
 * People of the city who may come at all. With 12,000 packs a day some 84,000 of them have had theirs within a week, so
 * that about one in seven of the others is refused too once the demo has run for a simulated week.
 */
export const population = 600_000;

/** Packs that one visit asks for, on average. */
export const packsPerVisit = 1 - familyShare + familyShare * ((family.min + family.max) / 2);

/** The people of the city: who comes next. Only their numbers are kept, never a card's. */
export function createCitizens(random: Random): { next(): Visit } {
  const seen: number[] = [];

  return {
    next() {
      const again = seen[Math.floor(random() * seen.length)];
      if (random() < tooSoonShare && again !== undefined) return { citizens: [again] };
      const first = Math.floor(random() * population);
      // A family's numbers are neighbours, so that the same family comes again together or not at all.
      const size = random() < familyShare ? wholeBetween(random, family.min, family.max) : 1;
      const citizens = Array.from({ length: size }, (_, at) => (first + at) % population);
      seen.push(first);
      if (seen.length > maxRemembered) seen.shift();
      return { citizens };
    },
  };
}
