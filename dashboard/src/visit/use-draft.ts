import { useState } from 'react';
import type { VisitDraft } from './draft.ts';
import { useVisits } from './visits-context.tsx';

/** The draft of a machine's visit: every change is kept by the phone at once. `kept` is false where it could not be. */
export function useDraft(machine: string) {
  const { store } = useVisits();
  const [draft, setDraft] = useState(() => openDraft());
  const [kept, setKept] = useState(true);

  function openDraft(): VisitDraft | undefined {
    const found = store.draft(machine);
    // Power went between the saving of the visit and the end of its draft: it is saved, and must not be counted twice.
    if (found === undefined || store.visit(found.id) === undefined) return found;
    store.dropDraft(machine);
    return undefined;
  }

  return {
    draft,
    kept,
    change(next: VisitDraft): void {
      setDraft(next);
      setKept(store.keepDraft(next));
    },
    drop(): void {
      store.dropDraft(machine);
      setDraft(undefined);
    },
  };
}
