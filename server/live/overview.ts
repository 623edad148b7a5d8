import type { Clock } from '../../protocol/base/clock.ts';
import type { Overview, ProjectionHealth, Tiles } from '../../protocol/http/figures.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { Analytics } from '../analytics/analytics.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { calendarOf } from '../policy/windows.ts';
import type { Store } from '../store/client.ts';

/** What the first page shows, read after each call, for all who call together at once. `today` begins at midnight of the policy's time zone. */
export function createOverview(deps: {
  clock: Clock;
  simulated: boolean;
  tiles: Tiles | null;
  store: Store;
  analytics: Pick<Analytics, 'figures'>;
  projection: () => ProjectionHealth;
}): () => Promise<Overview> {
  return oneAtATime(async () => {
    const nowMs = deps.clock.now();
    const policy = await deps.store.call('policy', nowMs);
    const timeZone = policy?.timeZone ?? 'UTC';
    const products = (policy?.products ?? []).map(({ id, name }) => ({ product: id, name }));
    const { start } = calendarOf({ calendar: 'day' }, timeZone)(nowMs);
    const figures = await deps.analytics.figures(start);
    const { simulated, projection, tiles } = deps;
    return { at: instantOf(nowMs), simulated, timeZone, products, figures, projection: projection(), tiles };
  });
}
