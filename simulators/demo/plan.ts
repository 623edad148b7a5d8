import { readFileSync } from 'node:fs';
import { messageOf } from '../../protocol/base/errors.ts';
import { completePolicy } from '../../server/policy/default.ts';
import type { PolicyDocument } from '../../server/policy/document.ts';
import { parsePolicy } from '../../server/policy/parse.ts';
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
}

/** With 80 items each, four slots hold the 300 packs of a machine of 2020 and a few more. */
const [slotCount, slotCapacity] = [4, 80];

/** The default policy's one product in every slot. */
export const defaultPlan: Plan = {
  enrolled: Array.from({ length: slotCount }, () => `adult:${slotCapacity}`).join(','),
  slots: slotCount,
  smallest: slotCapacity,
};

/** The plan of a policy of one's own: its planogram, in a cabinet that has a place for each of its slots. */
export function planOf(policy: PolicyDocument): Plan {
  const { planogram } = completePolicy(policy);
  return {
    enrolled: undefined,
    slots: Math.max(slotCount, ...planogram.map(({ slot }) => slot + 1)),
    smallest: Math.min(...planogram.map(({ capacity, par = capacity }) => par)),
  };
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
