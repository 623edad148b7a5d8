import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { MachinesChanged } from '../../../protocol/http/fleet.ts';

/** How long the page waits before it connects anew. */
const reconnectMs = 2_000;
/** Changes are gathered this long: in a busy hour some machine changes at every moment. */
const gatherMs = 1_000;

/** Reads what is shown of the machines anew whenever the server's live stream says that something changed. */
export function useMachineEvents(): void {
  const client = useQueryClient();
  useEffect(() => followMachines(client), [client]);
}

/** Follows the stream until the returned function is called. */
function followMachines(client: QueryClient): () => void {
  let stream: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  /** Those that changed; null: all. */
  let changed: Set<string> | null = new Set();

  function note(ids: readonly string[] | null): void {
    if (ids === null) changed = null;
    for (const id of ids ?? []) changed?.add(id);
    gathering ??= setTimeout(readAnew, gatherMs);
  }

  function readAnew(): void {
    gathering = undefined;
    const ids = changed;
    changed = new Set();
    void client.invalidateQueries({ predicate: ({ queryKey }) => concerns(queryKey, ids) });
  }

  function connect(again: boolean): void {
    stream = new EventSource('/api/live');
    // After a break something may have been missed; at the first time everything was read just now.
    stream.addEventListener('open', () => again && note(null));
    stream.addEventListener('machines', ({ data }) => note((JSON.parse(data) as MachinesChanged).ids));
    stream.addEventListener('error', () => {
      // The browser gives up for good where the server answers with an error; so the page counts for itself.
      stream?.close();
      retry = setTimeout(() => connect(true), reconnectMs);
    });
  }

  connect(false);
  return () => {
    clearTimeout(retry);
    clearTimeout(gathering);
    stream?.close();
  };
}

/** Whether a question is about machines that changed: the list, pick lists and visits always, one machine by its id. */
function concerns(queryKey: readonly unknown[], ids: ReadonlySet<string> | null): boolean {
  const [about, which] = queryKey;
  if (about === 'pick-list' || about === 'visits') return true;
  if (about !== 'machines') return false;
  return ids === null || which === undefined || ids.has(String(which));
}
