import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CaseEvidence } from '../../../protocol/http/cases.ts';
import { weigh } from '../../../server/cases/weigh.ts';

const rule = { appeal: 'not-received', minutes: 10, perCard: 1, days: 90 };
/** Of a vend that went well by all that is known. */
const well: CaseEvidence = {
  ...{ ended: true, fell: 1, requested: 1, fault: 0, afterSeconds: 20 },
  ...{ troubles: 0, otherClaims: 0, cards: 1, cardClaims: 0 },
};

it.each([
  ['a vend of which nothing fell took nothing', { fell: 0, fault: 4 }, 'nothing-taken', 'nothing-fell'],
  [
    'a drop sensor that was not sure speaks for the claim',
    { fault: 4, requested: 2 },
    'given',
    'sensor-unsure',
  ],
  ['a slot that jammed that day speaks for it', { troubles: 1 }, 'given', 'slot-trouble'],
  ['so do others who claimed the same slot', { otherClaims: 2 }, 'given', 'others-claim'],
  ['a vend that went well by the sensor is for a person', {}, null, 'sensor-saw'],
  [
    'a card that claimed before is, whatever else speaks for it',
    { cardClaims: 1, fault: 4 },
    null,
    'card-claims',
  ],
  ['who comes late is', { afterSeconds: 601, fault: 4 }, null, 'too-late'],
  ['who comes at the last second is not late', { afterSeconds: 600, fault: 4 }, 'given', 'sensor-unsure'],
  ['a vend under way is', { ended: false }, null, 'not-ended'],
  ['a vend whose card nobody knows is', { cards: 0, troubles: 3 }, null, 'no-card'],
] as const)('%s', (_, change, verdict, why) => {
  expect(weigh({ ...well, ...change }, rule)).toEqual({ verdict, why });
});

it('without a rule each claim of what fell waits for a person', () => {
  expect(weigh({ ...well, fault: 4 }, null)).toEqual({ verdict: null, why: 'no-rule' });
  expect(weigh({ ...well, fell: 0 }, null).verdict).toBe('nothing-taken');
});

it('nothing is ever given twice to a card in its days without a person, and nothing where nothing fell', () => {
  const count = fc.integer({ min: 0, max: 5 });
  const evidence = fc.record({
    ...{ ended: fc.boolean(), fell: count, requested: count, fault: count, troubles: count },
    ...{
      otherClaims: count,
      cards: count,
      cardClaims: count,
      afterSeconds: fc.integer({ min: 0, max: 2_000 }),
    },
  });
  fc.assert(
    fc.property(evidence, (one) => {
      const { verdict } = weigh(one, rule);
      if (one.cardClaims >= rule.perCard || one.fell === 0 || one.cards === 0 || one.afterSeconds > 600)
        expect(verdict).not.toBe('given');
      // More that speaks for a claim never takes it from the card.
      const more = weigh({ ...one, troubles: one.troubles + 1, otherClaims: one.otherClaims + 1 }, rule);
      if (verdict === 'given') expect(more.verdict).toBe('given');
    }),
  );
});
