import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { Store } from '../store/client.ts';
import type { Analytics } from './analytics.ts';

/** Answers from the ledger's own roll-ups: where there is no InfluxDB, or while it is down. */
export function createLedgerAnalytics(store: Store): Analytics {
  return {
    async figures(dayStartMs) {
      const { today, total, newest } = await store.call('masks', dayStartMs);
      const asOf = newest === null ? null : instantOf(newest);
      return { masksToday: today, masksTotal: total, asOf, source: 'ledger' };
    },
  };
}
