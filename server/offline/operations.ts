import type { OfflineQuestion, OfflineReport } from '../../protocol/http/offline.ts';
import { dateOf, datePlus, daysBetween, midnightOf } from '../analytics/steps.ts';
import type { PolicyStore } from '../policy/policy-store.ts';
import type { OfflineStore } from './offline-store.ts';
import { offlineReport } from './report.ts';

/** Vends that one report reads: a fifth of a second, in which nobody else is answered. */
export const maxReported = 5_000;
/** As long as machines keep what they told (mqtt.md, journal). */
export const maxDays = 35;
/** Without dates: a week, and today is its last day. */
const defaultDays = 7;

/** A report, or why there is none. */
export type OfflineAnswer =
  | { readonly ok: true; readonly report: OfflineReport }
  | { readonly ok: false; readonly code: 'DATES_INVALID' };

/** What can be asked about the time in which machines were cut off. */
export function createOfflineOperations(store: OfflineStore, policies: PolicyStore) {
  return {
    offlineReport({ machine, from, to }: OfflineQuestion, nowMs: number): OfflineAnswer {
      const zone = policies.current(nowMs)?.timeZone ?? 'UTC';
      const last = to ?? dateOf(nowMs, zone);
      const first = from ?? (isDate(last, zone) ? datePlus(last, 1 - defaultDays) : last);
      const fromMs = midnightOf(first, zone);
      if (fromMs === undefined || !isDate(last, zone)) return { ok: false, code: 'DATES_INVALID' };
      const days = daysBetween(first, last);
      const toMs = midnightOf(datePlus(last, 1), zone);
      if (toMs === undefined || days < 1 || days > maxDays) return { ok: false, code: 'DATES_INVALID' };
      const vends = store.vends(fromMs, toMs, machine, maxReported + 1);
      const report = offlineReport({
        ...{ fromMs, toMs, policies: policies.all(), history: store.history, standing: store.standing },
        voucher: store.voucher,
        // By their ends they come out of the store; an allowance is spent when the motor begins.
        vends: vends.slice(0, maxReported).sort((a, b) => a.atMs - b.atMs),
        complete: vends.length <= maxReported,
      });
      return { ok: true, report };
    },
  };
}

const isDate = (date: string, zone: string) => midnightOf(date, zone) !== undefined;
