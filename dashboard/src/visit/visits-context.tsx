import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { Outbox } from './outbox.ts';
import type { OutboxItem } from './outbox-item.ts';
import type { PhoneStore } from './phone-store.ts';

/** What the pages need of visits. */
export interface Visits {
  readonly store: PhoneStore;
  readonly outbox: Outbox;
}

const VisitsContext = createContext<Visits | undefined>(undefined);

export function VisitsProvider({ visits, children }: { visits: Visits; children: ReactNode }) {
  return <VisitsContext value={visits}>{children}</VisitsContext>;
}

export function useVisits(): Visits {
  const visits = useContext(VisitsContext);
  if (visits === undefined) throw new Error('useVisits outside VisitsProvider');
  return visits;
}

/** The saved visits of this phone, as they change. */
export function useOutboxItems(): readonly OutboxItem[] {
  const { outbox } = useVisits();
  return useSyncExternalStore(outbox.watch, outbox.items);
}

/** Whether the phone believes that it has a network. */
export function useOnline(): boolean {
  return useSyncExternalStore(watchOnline, () => navigator.onLine);
}

function watchOnline(tell: () => void): () => void {
  window.addEventListener('online', tell);
  window.addEventListener('offline', tell);
  return () => {
    window.removeEventListener('online', tell);
    window.removeEventListener('offline', tell);
  };
}
