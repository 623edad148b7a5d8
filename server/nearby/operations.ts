import type { Nearby } from '../../protocol/http/nearby.ts';
import type { Views } from '../fleet/views.ts';
import type { PolicyStore } from '../policy/policy-store.ts';
import { type Db, readSetting } from '../store/open.ts';
import { nearbyOf } from './view.ts';

/** What citizens ask. Undefined while no policy is in force: nobody may have anything. */
export function createNearbyOperations(db: Db, deps: { views: Views; policies: PolicyStore }) {
  const { views, policies } = deps;
  const held = db.prepare<[], { machine: string; product: string; items: number }>(
    `SELECT machine, product, SUM(items) AS items FROM transactions INDEXED BY transactions_held
     WHERE state IN ('reserved', 'open') AND product IS NOT NULL GROUP BY machine, product`,
  );
  return {
    nearby(nowMs: number): Nearby | undefined {
      const policy = policies.current(nowMs);
      if (policy === undefined) return undefined;
      const items = new Map(held.all().map((row) => [`${row.machine} ${row.product}`, row.items]));
      const heldItems = (machine: string, product: string) => items.get(`${machine} ${product}`) ?? 0;
      return nearbyOf(views.list(nowMs), heldItems, policy, nowMs, readSetting(db, 'clock') === 'simulated');
    },
  };
}
