import type { TFunction } from 'i18next';
import { expect, it } from 'vitest';
import { reasonWords } from '../../dashboard/src/machine/words.ts';

const t = ((key: string) => `[${key}]`) as unknown as TFunction;

it('a reason that the server gives is told in words, and what somebody wrote as it was written', () => {
  expect(reasonWords('visit', t)).toBe('[events.ofVisit]');
  expect(reasonWords('claim', t)).toBe('[events.ofClaim]');
  expect(reasonWords('the flap is broken', t)).toBe('the flap is broken');
  expect(reasonWords('constructor', t)).toBe('constructor');
});
