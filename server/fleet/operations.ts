import type {
  AssignOrder,
  CommandView,
  MachineDetail,
  MachineView,
  Timeline,
} from '../../protocol/http/fleet.ts';
import type { PolicyStore } from '../policy/policy-store.ts';
import type { Assign } from './assign.ts';
import { type CommandStore, commandView } from './command-store.ts';
import type { Given, Order, Orders } from './orders.ts';
import type { SlotDayStore } from './slot-day-store.ts';
import { cursorOf, type Place } from './timeline.ts';
import type { TimelineStore } from './timeline-store.ts';
import type { Views } from './views.ts';

export interface FleetOperationsDeps {
  readonly views: Views;
  readonly timeline: TimelineStore;
  readonly commands: CommandStore;
  readonly orders: Orders;
  readonly assign: Assign;
  readonly days: SlotDayStore;
  readonly policies: PolicyStore;
}

/** What pages ask of machines, and order them to do. */
export function createFleetOperations(deps: FleetOperationsDeps) {
  const { views, timeline, commands, orders, assign, days, policies } = deps;
  return {
    /** Once at a start, when the policy is known: paces are of its time zone's days. */
    prepareFleet: (nowMs: number): void => days.prepare(policies.current(nowMs)?.timeZone ?? 'UTC', nowMs),
    machineViews: (nowMs: number, ids?: readonly string[]): MachineView[] => views.list(nowMs, ids),
    machineDetail: (id: string, nowMs: number): MachineDetail | undefined => views.detail(id, nowMs),
    /** Undefined for a machine that is not there, or revoked. */
    timeline(id: string, before: Place | undefined, count: number): Timeline | undefined {
      if (!views.isThere(id)) return undefined;
      const found = timeline.page(id, before, count + 1);
      const shown = found.slice(0, count);
      const last = found.length > count ? shown.at(-1) : undefined;
      return { items: shown.map(({ item }) => item), next: last === undefined ? null : cursorOf(last.place) };
    },
    assign: (id: string, order: AssignOrder, given: Given) => assign(id, order, given),
    giveOrder: (order: Order, given: Given) => orders(order, given),
    /** Undefined for a machine that is not there, or revoked. */
    commandList: (id: string, count: number, wallMs: number): CommandView[] | undefined =>
      views.isThere(id) ? commands.newest(id, count).map((one) => commandView(one, wallMs)) : undefined,
  };
}
