import type { Clock, Timer } from '../../protocol/base/clock.ts';
import type { FeedItem, Overview } from '../../protocol/http/figures.ts';
import { type MachinesChanged, maxMachineIds } from '../../protocol/http/fleet.ts';

/** What a viewer of the live stream is sent. */
export type LiveEvent =
  | { readonly event: 'figures'; readonly data: Overview }
  | { readonly event: 'vend'; readonly data: FeedItem }
  | { readonly event: 'machines'; readonly data: MachinesChanged };

export type Viewer = (event: LiveEvent) => void;

/** Figures are read at most this often, however much happens; one reading serves all viewers. */
const figuresEveryMs = 250;
/** Machines that changed are told of at most this often: each telling makes every page ask for them. */
const machinesEveryMs = 1_000;
/** How often they are read anew where nothing happens, so that midnight comes to the page too. */
const figuresAnewMs = 30_000;

/** Brings what happens to those who watch. Without viewers it asks nobody anything. */
export function createHub(deps: {
  clock: Clock;
  overview: () => Promise<Overview>;
  onError: (error: unknown) => void;
}) {
  const viewers = new Set<Viewer>();
  let due: Timer | undefined;
  let anew: Timer | undefined;
  const changed = new Set<string>();
  let allChanged = false;
  let machinesDue: Timer | undefined;
  let version = 0;

  function tell(event: LiveEvent): void {
    for (const viewer of viewers) viewer(event);
  }

  function refresh(): void {
    if (due !== undefined || viewers.size === 0) return;
    due = deps.clock.after(figuresEveryMs, () => {
      due = undefined;
      deps.overview().then((data) => tell({ event: 'figures', data }), deps.onError);
    });
  }

  function tellMachines(): void {
    machinesDue = undefined;
    const ids = allChanged || changed.size > maxMachineIds ? null : [...changed].sort();
    changed.clear();
    allChanged = false;
    tell({ event: 'machines', data: { version: ++version, ids } });
  }

  function start(): void {
    anew = deps.clock.after(figuresAnewMs, () => {
      refresh();
      start();
    });
  }

  return {
    get viewers() {
      return viewers.size;
    },
    start,
    stop(): void {
      anew?.cancel();
      due?.cancel();
      machinesDue?.cancel();
      // Whoever still watches is told nothing more: what it would be read from is going down.
      viewers.clear();
    },
    watch(viewer: Viewer): () => void {
      viewers.add(viewer);
      return () => viewers.delete(viewer);
    },
    booked(items: readonly FeedItem[]): void {
      for (const item of items) if (item.items > 0) tell({ event: 'vend', data: item });
      refresh();
    },
    /** A machine's state, presence, stock or commands changed; without an id, any may have. */
    machineChanged(id?: string): void {
      if (viewers.size === 0) return;
      if (id === undefined) allChanged = true;
      else changed.add(id);
      machinesDue ??= deps.clock.after(machinesEveryMs, tellMachines);
    },
    /** The figures may have changed: points arrived, or InfluxDB went up or down. */
    refresh,
  };
}
export type Hub = ReturnType<typeof createHub>;
