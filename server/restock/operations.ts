import type { NewVisit, PickList, Visit } from '../../protocol/http/restock.ts';
import type { AuditStore } from '../audit/audit-store.ts';
import type { CommandStore } from '../fleet/command-store.ts';
import type { Given } from '../fleet/orders.ts';
import type { Views } from '../fleet/views.ts';
import type { PolicyStore } from '../policy/policy-store.ts';
import { pickListOf } from './pick-list.ts';
import type { Saving, VisitRefusal } from './saving.ts';
import { maxRounds, type Setting } from './setting.ts';
import { slotStateOf, visitView } from './view.ts';
import type { VisitRow, VisitStore } from './visit-store.ts';

/** A visit as it stands, or why it was refused. */
export type VisitOutcome = { readonly visit: Visit } | { readonly refused: VisitRefusal };

export interface RestockOperationsDeps {
  readonly visits: VisitStore;
  readonly saving: Saving;
  readonly setting: Setting;
  readonly commands: CommandStore;
  readonly views: Views;
  readonly policies: PolicyStore;
  readonly audit: AuditStore;
}

/** Codes of a set-stock that could not be done just then: the machine is asked again when it says that its line is up. */
const passing: readonly (string | undefined)[] = ['line-down', 'busy', 'interrupted'];

/** What restockers ask and tell. */
export function createRestockOperations(deps: RestockOperationsDeps) {
  const { visits, saving, setting, commands, views, policies, audit } = deps;
  const refused = (code: VisitRefusal['code'], message: string): VisitOutcome => ({
    refused: { code, message },
  });

  const slotsOf = (visit: VisitRow) =>
    visits.slots(visit.id).map((row) => ({ row, command: commands.find(row.command) }));
  const view = (visit: VisitRow, wallMs: number) => visitView(visit, slotsOf(visit), wallMs);

  function find(id: string, wallMs: number): VisitOutcome {
    const visit = visits.find(id.toLowerCase());
    return visit === undefined
      ? refused('VISIT_UNKNOWN', 'There is no such visit.')
      : { visit: view(visit, wallMs) };
  }

  return {
    pickList: (ids: readonly string[], nowMs: number): PickList => {
      const found = new Map(views.list(nowMs, ids).map((one) => [one.id, one]));
      const asked = [...new Set(ids)].flatMap((id) => found.get(id) ?? []);
      return pickListOf(asked, (product) => policies.piecesOf(product) ?? 1, nowMs);
    },

    saveVisit(visit: NewVisit, given: Given): VisitOutcome {
      const refusal = saving(visit, given);
      return refusal === undefined ? find(visit.id, given.wallMs) : { refused: refusal };
    },

    visit: (id: string, wallMs: number): VisitOutcome => find(id, wallMs),
    visitList: (count: number, wallMs: number, machine?: string): Visit[] =>
      visits.newest(count, machine).map((visit) => view(visit, wallMs)),

    /**
     * A machine is back with its line up: what its last visit could not set just then is ordered again, a few times.
     * True: something was.
     */
    retryVisit(machine: string, nowMs: number, wallMs: number): boolean {
      const [visit] = visits.newest(1, machine);
      if (visit === undefined) return false;
      const due = slotsOf(visit).filter((one) => {
        const { state, code } = slotStateOf(one, wallMs);
        return state === 'failed' && passing.includes(code) && one.row.rounds < maxRounds;
      });
      for (const { row } of due)
        setting.order(visit, { ...row, rounds: row.rounds + 1 }, { actor: visit.actor, nowMs, wallMs });
      return due.length > 0;
    },

    /** Sends what failed or expired again; a slot that a later visit counted is left to that one. */
    sendVisitAgain(id: string, given: Given): VisitOutcome {
      const { wallMs } = given;
      const visit = visits.find(id.toLowerCase());
      if (visit === undefined) return refused('VISIT_UNKNOWN', 'There is no such visit.');
      const ended = slotsOf(visit).filter((one) =>
        ['failed', 'expired'].includes(slotStateOf(one, wallMs).state),
      );
      const due = ended.filter(({ row }) => !visits.hasLater(visit, row.slot));
      if (due.length === 0)
        return refused('NOTHING_TO_SEND', 'Nothing of this visit failed that a later one did not count.');
      for (const { row } of due) setting.order(visit, { ...row, rounds: row.rounds + 1 }, given);
      const detail = { visit: visit.id, slots: due.map(({ row }) => row.slot).join(', ') };
      const { actor } = given;
      audit.add(wallMs, { actor, action: 'visit-sent-again', subject: visit.machine, detail });
      return find(id, wallMs);
    },
  };
}
