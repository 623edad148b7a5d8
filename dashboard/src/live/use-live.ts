import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Feed, FeedItem, Overview } from '../../../protocol/http/figures.ts';
import { lookAgain } from '../access/use-session.ts';
import { fetchJson } from '../api/fetch-json.ts';

/** Vends that the page shows. */
const feedLength = 30;
/** How long the page waits before it connects anew. */
const reconnectMs = 2_000;

/** The live figures and feed; `lostAt` is when the connection broke (page time, ms), undefined while it stands. */
export interface Live {
  readonly overview: Overview | undefined;
  /** How far the server's clock was ahead of the page's when the figures came. */
  readonly serverAheadMs: number;
  readonly feed: readonly FeedItem[] | undefined;
  readonly lostAt: number | undefined;
}

/** Follows the server's live stream; after a break it reads the feed anew, so that nothing is missing. */
export function useLive(): Live {
  const client = useQueryClient();
  const [overview, setOverview] = useState<Overview>();
  const [serverAheadMs, setServerAheadMs] = useState(0);
  const [lostAt, setLostAt] = useState<number>();
  const feed = useQuery({ queryKey: ['feed'], queryFn: fetchFeed, staleTime: Number.POSITIVE_INFINITY });

  useEffect(() => {
    let stream: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;

    function connect(): void {
      stream = new EventSource('/api/live');
      stream.addEventListener('open', () => {
        setLostAt(undefined);
        void client.invalidateQueries({ queryKey: ['feed'] });
      });
      stream.addEventListener('figures', ({ data }) => {
        const figures = JSON.parse(data) as Overview;
        setOverview(figures);
        setServerAheadMs(Date.parse(figures.at) - Date.now());
      });
      stream.addEventListener('vend', ({ data }) => {
        const item = JSON.parse(data) as FeedItem;
        client.setQueryData<readonly FeedItem[]>(['feed'], (known = []) => merge(item, known));
      });
      stream.addEventListener('error', () => {
        // The browser gives up for good where the server answers with an error; so the page counts for itself.
        stream?.close();
        // It may have ended because the session did.
        lookAgain(client);
        setLostAt((before) => before ?? Date.now());
        retry = setTimeout(connect, reconnectMs);
      });
    }

    connect();
    return () => {
      clearTimeout(retry);
      stream?.close();
    };
  }, [client]);

  return { overview, serverAheadMs, feed: feed.data, lostAt };
}

async function fetchFeed(): Promise<readonly FeedItem[]> {
  return (await fetchJson<Feed>(`/api/feed?count=${feedLength}`)).items.toSorted(byTime);
}

/** Newest first by when it fell: what a machine tells late stands where it belongs. */
const byTime = (a: FeedItem, b: FeedItem) => Date.parse(b.at) - Date.parse(a.at) || b.id - a.id;

/** Newest first, each once: a vend may come by the stream and by the reading at the same time. */
function merge(item: FeedItem, known: readonly FeedItem[]): readonly FeedItem[] {
  if (known.some((other) => other.id === item.id)) return known;
  return [item, ...known].sort(byTime).slice(0, feedLength);
}
