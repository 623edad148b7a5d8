import type { VisitDraft } from './draft.ts';
import type { OutboxItem } from './outbox-item.ts';
import type { VisitPlan } from './plan.ts';

/**
 * What a phone kept may be of an older version, or damaged; it is used only where it has the shape of today. Written
 * by hand, because the checker of the server makes code at run time, which the pages' security policy forbids.
 */
type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown) => typeof value === 'string';
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isWhole = (value: unknown) => Number.isSafeInteger(value);
const orNull = (check: (value: unknown) => boolean) => (value: unknown) => value === null || check(value);
const listOf = (check: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(check);

function has(value: unknown, checks: Readonly<Record<string, (value: unknown) => boolean>>): value is Fields {
  return isObject(value) && Object.entries(checks).every(([key, check]) => check(value[key]));
}

const isPlannedSlot = (value: unknown) =>
  has(value, { slot: isCount, product: isText, expected: orNull(isWhole), capacity: isCount, par: isCount });
const isProduct = (value: unknown) =>
  has(value, { product: isText, name: (name) => has(name, { tr: isText, en: isText, 'zh-TW': isText }) });
const planChecks = {
  machine: isText,
  name: isText,
  district: isText,
  at: isText,
  products: listOf(isProduct),
  slots: listOf(isPlannedSlot),
};

export const isPlan = (value: unknown): value is VisitPlan => has(value, planChecks);

const counts = { found: orNull(isCount), filled: isCount, removed: isCount };

export const isDraft = (value: unknown): value is VisitDraft =>
  isPlan(value) &&
  has(value, {
    version: (version) => version === 1,
    id: isText,
    step: isCount,
    note: isText,
    slots: listOf((slot) => has(slot, counts)),
  });

const isVisitSlot = (value: unknown) =>
  has(value, { slot: isCount, product: isText, found: isCount, filled: isCount, removed: isCount });
const isNewVisit = (value: unknown) =>
  has(value, { id: isText, machine: isText, at: isText, slots: listOf(isVisitSlot) });

export const isOutboxItem = (value: unknown): value is OutboxItem =>
  has(value, {
    version: (version) => version === 1,
    name: isText,
    visit: isNewVisit,
    state: (state) => ['waiting', 'refused', 'synced'].includes(state as string),
  });
