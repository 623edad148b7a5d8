import type { MachineDetail, MachineView } from '../../protocol/http/fleet.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { PolicyStore } from '../policy/policy-store.ts';
import type { CommandStore } from './command-store.ts';
import { type Announcement, displayOf } from './display.ts';
import type { SlotDayStore } from './slot-day-store.ts';
import { byUrgency } from './urgency.ts';
import { heldOf, isFaulted, type LedgerFacts, type Moment, viewOf } from './view.ts';
import type { ViewStore } from './view-store.ts';

/** How far back a dispenser's last start is looked for: some thousand entries of a busy machine. */
const startedWithinMs = 35 * 86_400_000;

/** Puts together what pages are told of machines. */
export function createViews(deps: {
  store: ViewStore;
  days: SlotDayStore;
  policies: PolicyStore;
  commands: CommandStore;
  numbersClosedUntil: (machine: string, nowMs: number) => number | undefined;
}) {
  const { store, days, policies, commands } = deps;

  function momentOf(nowMs: number): Moment {
    return { nowMs, planogram: policies.current(nowMs)?.planogram ?? [], day: days.usualDay(nowMs) };
  }

  function factsOf(nowMs: number, id?: string): (machine: string) => LedgerFacts {
    const slots = byMachine(store.slots(id));
    const paces = byMachine(days.paces(nowMs, id));
    const begun = new Map(store.begun(id).map(({ machine, at }) => [machine, at]));
    return (machine) => ({
      slots: slots.get(machine) ?? [],
      paces: paces.get(machine) ?? [],
      begunMs: begun.get(machine),
    });
  }

  function one(id: string, nowMs: number, moment: Moment): MachineView[] {
    return store.machines(id).map((machine) => viewOf(machine, factsOf(nowMs, id)(id), moment));
  }

  /** The last `display` order that was done, as far as it bears on what stands there now. */
  function announcementOf(id: string): Announcement | undefined {
    const done = commands.newestDone(id, 'display');
    if (done === undefined || done.resultAtMs === null) return undefined;
    const { text, seconds } = JSON.parse(done.args) as { text: string; seconds: number };
    const interrupted = store.servedSince(id, done.resultAtMs);
    return { text, seconds, doneAtMs: done.resultAtMs, interrupted };
  }

  return {
    /** All machines, or some, most urgent first. */
    list(nowMs: number, ids?: readonly string[]): MachineView[] {
      const moment = momentOf(nowMs);
      if (ids !== undefined) return ids.flatMap((id) => one(id, nowMs, moment)).sort(byUrgency);
      const facts = factsOf(nowMs);
      return store
        .machines()
        .map((machine) => viewOf(machine, facts(machine.id), moment))
        .sort(byUrgency);
    },

    /** Whether a machine is enrolled and not revoked. */
    isThere: (id: string): boolean => store.isThere(id),

    /** One machine and what stands beside it; undefined for one that is not there, or revoked. */
    detail(id: string, nowMs: number): MachineDetail | undefined {
      const machine = store.machines(id)[0];
      if (machine === undefined) return undefined;
      const view = viewOf(machine, factsOf(nowMs, id)(id), momentOf(nowMs));
      const { state, bridge } = machine;
      const language = machine.language ?? policies.current(nowMs)?.language ?? 'tr';
      const shown = displayOf(
        {
          ...{ language, locked: view.locked, online: view.online, stateAtMs: machine.stateAtMs },
          line: view.line ?? false,
          doorOpen: view.doorOpen ?? false,
          slots: view.slots.map((slot) => ({
            product: slot.product ?? '',
            held: heldOf(slot),
            faulted: isFaulted(slot),
          })),
        },
        announcementOf(id),
        nowMs,
      );
      const closedMs = deps.numbersClosedUntil(id, nowMs);
      const started = store.startedSince(id, nowMs - startedWithinMs);
      const acked = state && Math.max(state.journal.acked, store.acked(id, state.journal.epoch));
      return {
        ...{ at: instantOf(nowMs), machine: view, language, bridge },
        serialNo: state?.serialNo ?? null,
        firmware: state?.firmware ?? null,
        display: shown === undefined ? null : { text: shown.text, at: instantOf(shown.atMs) },
        started: started === undefined ? null : { at: instantOf(started.at), cause: started.cause },
        numbersClosedUntil: closedMs === undefined ? null : instantOf(closedMs),
        journalWaiting: state === undefined ? null : Math.max(0, state.journal.lastSeq - (acked ?? 0)),
      };
    },
  };
}
export type Views = ReturnType<typeof createViews>;

function byMachine<T extends { readonly machine: string }>(rows: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const known = found.get(row.machine);
    if (known === undefined) found.set(row.machine, [row]);
    else known.push(row);
  }
  return found;
}
