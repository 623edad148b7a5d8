import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

/** What is read anew when the server says that machines changed; every question about machines begins with one of these. */
const ofMachines = ['machines', 'pick-list', 'visits'] as const;
/** How long the page waits before it connects anew. */
const reconnectMs = 2_000;

/** Reads what is shown of the machines anew whenever the server's live stream says that something changed. */
export function useMachineEvents(): void {
  const client = useQueryClient();
  useEffect(() => followMachines(client), [client]);
}

/** Follows the stream until the returned function is called. */
function followMachines(client: QueryClient): () => void {
  let stream: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const anew = () => {
    for (const key of ofMachines) void client.invalidateQueries({ queryKey: [key] });
  };

  function connect(again: boolean): void {
    stream = new EventSource('/api/live');
    // After a break something may have been missed; at the first time everything was read just now.
    stream.addEventListener('open', () => again && anew());
    stream.addEventListener('machines', anew);
    stream.addEventListener('error', () => {
      // The browser gives up for good where the server answers with an error; so the page counts for itself.
      stream?.close();
      retry = setTimeout(() => connect(true), reconnectMs);
    });
  }

  connect(false);
  return () => {
    clearTimeout(retry);
    stream?.close();
  };
}
