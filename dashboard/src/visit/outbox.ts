import type { NewVisit } from '../../../protocol/http/restock.ts';
import { ApiFailure } from '../api/fetch-json.ts';
import type { OutboxItem } from './outbox-item.ts';
import type { PhoneStore } from './phone-store.ts';

/** Between two tries, while something waits: soon at first, then each minute. */
const retryMs = [3_000, 10_000, 30_000, 60_000] as const;

/** A timer, and how to forget it. */
export type After = (ms: number, act: () => void) => () => void;

/**
 * Sends saved visits until the server has them, one after the other. A visit may be sent again at any time: its id
 * makes it one (restock.ts, NewVisit).
 */
export function createOutbox(deps: {
  store: PhoneStore;
  send: (visit: NewVisit) => Promise<unknown>;
  after: After;
}) {
  const { store, send, after } = deps;
  const watchers = new Set<() => void>();
  let items: readonly OutboxItem[] = store.visits();
  let sending = false;
  let tries = 0;
  let forget = () => {};

  function changed(): void {
    items = store.visits();
    for (const tell of watchers) tell();
  }

  async function flush(): Promise<void> {
    if (sending) return;
    forget();
    sending = true;
    const waiting = store.visits().filter(({ state }) => state === 'waiting');
    for (const item of waiting) {
      const outcome = await send(item.visit).then(() => ({ state: 'synced' }) as const, outcomeOf);
      // Another tab may have seen the end of it meanwhile, or a person thrown it away.
      if (store.visit(item.visit.id)?.state === 'waiting')
        store.keepVisit({ version: 1, name: item.name, visit: item.visit, ...outcome });
    }
    sending = false;
    changed();
    if (!items.some(({ state }) => state === 'waiting')) {
      tries = 0;
      return;
    }
    const pause = retryMs[Math.min(tries++, retryMs.length - 1)] ?? retryMs[0];
    forget = after(pause, () => void flush());
  }

  return {
    items: () => items,
    watch(tell: () => void): () => void {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },

    /** Takes a visit; false where the phone could not keep it, and nothing was sent then. */
    save(visit: NewVisit, name: string): boolean {
      if (!store.keepVisit({ version: 1, name, visit, state: 'waiting' })) return false;
      tries = 0;
      changed();
      void flush();
      return true;
    },

    /** Looks at what the phone keeps: another tab has written. It sends nothing, or two tabs would drive each other. */
    refresh: changed,

    /** Tries at once: the network is back, or somebody asks for it. */
    nudge(): void {
      tries = 0;
      changed();
      void flush();
    },

    /** Throws a refused visit away; the person was told why. */
    drop(id: string): void {
      store.dropVisit(id);
      changed();
    },
  };
}
export type Outbox = ReturnType<typeof createOutbox>;

/** What a failed try means: try again later, or never. */
export function outcomeOf(error: unknown): Pick<OutboxItem, 'state' | 'hint' | 'code'> {
  if (!(error instanceof ApiFailure)) return { state: 'waiting', hint: 'network' };
  const { status, code } = error;
  if (status === 401 || status === 403) return { state: 'waiting', hint: 'signIn' };
  // 408 and 429 ask for another try; what else is below 500 will be refused each time.
  if (status >= 500 || status === 408 || status === 429) return { state: 'waiting', hint: 'server' };
  return { state: 'refused', code };
}
