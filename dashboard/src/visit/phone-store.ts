import type { VisitDraft } from './draft.ts';
import { isDraft, isOutboxItem, isPlan } from './guards.ts';
import type { OutboxItem } from './outbox-item.ts';
import type { VisitPlan } from './plan.ts';

/** What is used of a browser's localStorage. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const prefixes = { plan: 'maskfleet-plan:', draft: 'maskfleet-draft:', visit: 'maskfleet-visit:' } as const;
/** Plans that a phone keeps: more machines than one person visits in a week. */
const maxPlans = 60;
/** Saved visits that a phone still shows; those that wait are kept without limit, and are few. */
const maxSynced = 20;

/**
 * What a phone keeps of visits: plans for where there is no network, the draft of each machine, and what was saved.
 * Each has a key of its own, so that two tabs never write over each other's. What cannot be read is left alone.
 */
export function createPhoneStore(storage: TextStorage) {
  function read<T>(key: string, check: (value: unknown) => value is T): T | undefined {
    const text = storage.getItem(key);
    if (text === null) return undefined;
    try {
      const value: unknown = JSON.parse(text);
      return check(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  /** False where the phone takes nothing: full, or forbidden in a private window. */
  function write(key: string, value: unknown): boolean {
    try {
      storage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }

  function all<T>(prefix: string, check: (value: unknown) => value is T): T[] {
    const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '');
    return keys.filter((key) => key.startsWith(prefix)).flatMap((key) => read(key, check) ?? []);
  }

  return {
    plan: (machine: string) => read<VisitPlan>(prefixes.plan + machine, isPlan),
    keepPlan(plan: VisitPlan): void {
      write(prefixes.plan + plan.machine, plan);
      const old = all(prefixes.plan, isPlan).sort((a, b) => b.at.localeCompare(a.at));
      for (const { machine } of old.slice(maxPlans)) storage.removeItem(prefixes.plan + machine);
    },

    draft: (machine: string) => read<VisitDraft>(prefixes.draft + machine, isDraft),
    keepDraft: (draft: VisitDraft): boolean => write(prefixes.draft + draft.machine, draft),
    dropDraft: (machine: string): void => storage.removeItem(prefixes.draft + machine),

    /** Saved visits, oldest first, so that they are sent in the order of the counting. */
    visits: (): OutboxItem[] =>
      all(prefixes.visit, isOutboxItem).sort((a, b) => a.visit.at.localeCompare(b.visit.at)),
    visit: (id: string) => read<OutboxItem>(prefixes.visit + id, isOutboxItem),
    keepVisit(item: OutboxItem): boolean {
      const kept = write(prefixes.visit + item.visit.id, item);
      const synced = all(prefixes.visit, isOutboxItem)
        .filter(({ state }) => state === 'synced')
        .sort((a, b) => b.visit.at.localeCompare(a.visit.at));
      for (const { visit } of synced.slice(maxSynced)) storage.removeItem(prefixes.visit + visit.id);
      return kept;
    },
    dropVisit: (id: string): void => storage.removeItem(prefixes.visit + id),
  };
}
export type PhoneStore = ReturnType<typeof createPhoneStore>;
