import type { NewVisit, Visit } from '../../../protocol/http/restock.ts';
import { fetchJson } from '../api/fetch-json.ts';
import { createOutbox } from './outbox.ts';
import { createPhoneStore } from './phone-store.ts';
import type { Visits } from './visits-context.tsx';

/** A phone whose network swallows everything is given up after this long, and asked again later. */
const sendTimeoutMs = 20_000;

/** Puts visits together for this browser: what waits is sent at the start, when the network is back, when the page is looked at. */
export function startVisits(): Visits {
  const store = createPhoneStore(localStorage);
  const outbox = createOutbox({
    store,
    send: (visit: NewVisit) =>
      fetchJson<Visit>('/api/visits', { body: visit, signal: AbortSignal.timeout(sendTimeoutMs) }),
    after(ms, act) {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
  });
  window.addEventListener('online', outbox.nudge);
  window.addEventListener('storage', outbox.refresh);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') outbox.nudge();
  });
  outbox.nudge();
  return { store, outbox };
}
