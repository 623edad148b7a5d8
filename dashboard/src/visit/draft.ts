import type { NewVisit } from '../../../protocol/http/restock.ts';
import type { PlannedSlot, VisitPlan } from './plan.ts';

/** The most that one can write for a slot: what SET_STOCK carries (serial.md, u16). */
export const maxCount = 0xffff;
export const maxNote = 500;

/** A slot while it is being counted; `found` is null until somebody looked. Items. */
export interface DraftSlot extends PlannedSlot {
  readonly found: number | null;
  readonly filled: number;
  readonly removed: number;
}
export type CountField = 'found' | 'filled' | 'removed';

/** A visit under way. `step`: 0 is the beginning, 1 to n the slots, n + 1 the look at the differences. */
export interface VisitDraft extends Omit<VisitPlan, 'slots'> {
  readonly version: 1;
  readonly id: string;
  readonly step: number;
  readonly note: string;
  readonly slots: readonly DraftSlot[];
}

/** Begins a visit. `id` is its name for ever: however often it is sent, it is one visit. */
export function startDraft(plan: VisitPlan, id: string): VisitDraft {
  const slots = plan.slots.map((slot) => ({ ...slot, found: null, filled: 0, removed: 0 }));
  return { ...plan, version: 1, id, step: 1, note: '', slots };
}

/** Writes one count down; null: not counted (only `found`). Held to whole numbers from 0 to {@link maxCount}. */
export function count(draft: VisitDraft, slot: number, field: CountField, value: number | null): VisitDraft {
  const held = value === null ? (field === 'found' ? null : 0) : holdToRange(value);
  const slots = draft.slots.map((one) => (one.slot === slot ? { ...one, [field]: held } : one));
  return { ...draft, slots };
}

/** Goes to a step that there is. */
export function goTo(draft: VisitDraft, step: number): VisitDraft {
  return { ...draft, step: Math.min(checkStep(draft), Math.max(0, step)) };
}

/** The step of the look at the differences: the last. */
export const checkStep = (draft: VisitDraft): number => draft.slots.length + 1;

/** What the slot holds when the door is shut. */
export function afterwards({ found, filled, removed }: DraftSlot): number {
  return (found ?? 0) + filled - removed;
}

/** What should be filled in so that the slot holds what it should. */
export function toFill({ par, found, removed }: DraftSlot): number {
  return Math.max(0, par - ((found ?? 0) - removed));
}

/** found - expected: below 0 the ledger thinks that more is there; null where one of them is not known. */
export function differenceOf({ expected, found }: DraftSlot): number | null {
  return expected === null || found === null ? null : found - expected;
}

/** What cannot be saved as it is: not counted, or more taken out than there was. */
export type SlotProblem = 'notCounted' | 'removedTooMany';
export function problemOf(slot: DraftSlot): SlotProblem | undefined {
  if (slot.found === null) return 'notCounted';
  return afterwards(slot) < 0 ? 'removedTooMany' : undefined;
}

/** The visit as it is saved, or undefined while a slot has a problem. `at`: when the counting ended, by the phone. */
export function visitOf(draft: VisitDraft, at: string): NewVisit | undefined {
  const { id, machine, note } = draft;
  const slots = draft.slots.flatMap((slot) => {
    const { slot: number, product, found, filled, removed } = slot;
    return found === null || problemOf(slot) ? [] : [{ slot: number, product, found, filled, removed }];
  });
  if (slots.length === 0 || slots.length < draft.slots.length) return undefined;
  return { id, machine, at, slots, ...(note.trim() === '' ? {} : { note: note.trim() }) };
}

function holdToRange(value: number): number {
  return Math.min(maxCount, Math.max(0, Math.round(value)));
}
