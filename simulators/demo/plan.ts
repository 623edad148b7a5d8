import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../protocol/base/errors.ts';
import type { Scheme } from '../../protocol/serial/constants.ts';
import { completePolicy } from '../../server/policy/default.ts';
import type { PolicyDocument } from '../../server/policy/document.ts';
import { parsePolicy } from '../../server/policy/parse.ts';
import { canHave, usualSchemes } from '../city/cards.ts';
import { simulatorError } from '../errors.ts';
import { type Random, wholeBetween } from '../random.ts';

/** What the cabinets of the demo's machines are built for. */
export interface Plan {
  /** `PRODUCT:CAPACITY,…` for the enrolment; undefined: the policy's own planogram. */
  readonly enrolled: string | undefined;
  /** Slots of each dispenser. */
  readonly slots: number;
  /** Items that the smallest slot holds: a dispenser's slots are all filled alike while it is new. */
  readonly smallest: number;
  /** What kinds of card people of the city have, the usual one first. */
  readonly schemes: readonly Scheme[];
}

/** With 80 items each, four slots hold the 300 packs of a machine of 2020 and a few more. */
const [slotCount, slotCapacity] = [4, 80];

/** The default policy's one product in every slot. */
export const defaultPlan: Plan = {
  enrolled: Array.from({ length: slotCount }, () => `adult:${slotCapacity}`).join(','),
  slots: slotCount,
  smallest: slotCapacity,
  schemes: usualSchemes,
};

/** The plan of a policy of one's own: its planogram, in a cabinet that has a place for each of its slots. */
export function planOf(policy: PolicyDocument): Plan {
  const { planogram } = completePolicy(policy);
  return {
    enrolled: undefined,
    slots: Math.max(slotCount, ...planogram.map(({ slot }) => slot + 1)),
    smallest: Math.min(...planogram.map(({ capacity, par = capacity }) => par)),
    schemes: schemesOf(policy),
  };
}

/** Those that the rules name, where each of them names some; or else what people of Izmir showed. */
function schemesOf({ rules }: PolicyDocument): readonly Scheme[] {
  if (rules.some(({ schemes }) => schemes === undefined)) return usualSchemes;
  const named = [...new Set(rules.flatMap(({ schemes = [] }) => schemes))].filter(canHave);
  return named.length > 0 ? named : usualSchemes;
}

/** The policy file that a word names: a path, or one of the worked examples, as `taiwan`. */
export function findPolicy(word: string): string {
  if (existsSync(word) || !/^[a-z-]+$/.test(word)) return word;
  const example = fileURLToPath(new URL(`../../docs/examples/${word}.yaml`, import.meta.url));
  return existsSync(example) ? example : word;
}

/** Reads the plan of a policy file. @throws PolicyError, POLICY_UNREADABLE */
export function readPlan(path: string): Plan {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw simulatorError('POLICY_UNREADABLE', messageOf(error));
  }
  return planOf(parsePolicy(text, path));
}

/** A new machine was filled at some time before: these parts of a slot are the least and the most that it still holds. */
const [leastShare, mostShare] = [0.25, 0.95];

/** What each slot of a new machine holds, in items: never more than its plan allows. */
export function firstStock(random: Random, { smallest }: Plan): number {
  return wholeBetween(random, Math.floor(smallest * leastShare), Math.floor(smallest * mostShare));
}
