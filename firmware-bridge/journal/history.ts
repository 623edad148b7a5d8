import type { JournalEntry } from '../../protocol/mqtt/entries.ts';
import type { StandingFault } from '../serial/picture.ts';
import type { OpenVend } from '../session/settle.ts';
import type { EntryName } from './segment.ts';

/** Vends that are remembered for a late VEND_RESULT: far more than a dispenser can still name (16 slots, 16 events). */
export const rememberedVends = 1_000;

/** What the journal says of one vend that was started. */
export interface KnownVend {
  readonly open: OpenVend;
  readonly ended?: { readonly dispensed: number } | 'cancelled';
}

type StockSet = Extract<JournalEntry, { type: 'stock.set' }>;

/** What the journal's entries add up to: kept from opening on, so that nothing is read twice. */
export interface History {
  take(entry: JournalEntry, epoch: string): void;
  /** The vend that blocks every other (mqtt.md, journal). */
  open(): OpenVend | undefined;
  openName(): EntryName | undefined;
  vend(txn: string): KnownVend | undefined;
  /** The vend that was started or ended last. */
  latest(): KnownVend | undefined;
  /** Whether these are the serial number and counters that the journal knows. */
  matches(serialNo: string, counters: readonly number[]): boolean;
  faults(): readonly StandingFault[];
  line(): boolean | undefined;
  lastStockSet(slot: number): StockSet | undefined;
  /** The highest number of a start that an entry was stamped in; 0 where there is none. */
  boots(): number;
}

/** An empty history: shown every entry, it answers what the bridge must know of its own past (mqtt.md, journal). */
export function createHistory(): History {
  const vends = new Map<string, KnownVend>();
  const counters = new Map<number, number>();
  const stockSets = new Map<number, StockSet>();
  let faults: StandingFault[] = [];
  let serialNo = '';
  let boots = 0;
  let line: boolean | undefined;
  let open: { vend: OpenVend; name: EntryName } | undefined;

  function remember(vend: KnownVend): void {
    vends.delete(vend.open.txn);
    vends.set(vend.open.txn, vend);
    const oldest = vends.keys().next();
    if (vends.size > rememberedVends && !oldest.done) vends.delete(oldest.value);
  }

  function end(txn: string, ended: KnownVend['ended']): void {
    const known = vends.get(txn);
    if (known !== undefined && ended !== undefined) remember({ open: known.open, ended });
    if (open?.vend.txn === txn) open = undefined;
  }

  function setFault(slot: number | undefined, fault: number, raised: boolean): void {
    faults = faults.filter((one) => one.slot !== slot || one.fault !== fault);
    if (raised) faults.push(slot === undefined ? { fault } : { slot, fault });
  }

  return {
    open: () => open?.vend,
    openName: () => open?.name,
    vend: (txn) => vends.get(txn),
    latest: () => [...vends.values()].at(-1),
    faults: () => faults,
    line: () => line,
    boots: () => boots,
    lastStockSet: (slot) => stockSets.get(slot),
    matches: (serial, now) =>
      serial === serialNo && now.every((counter, slot) => counters.get(slot) === counter),
    take(entry, epoch) {
      boots = Math.max(boots, entry.boot);
      switch (entry.type) {
        case 'vend.started': {
          // One that was carried over stands in two epochs.
          if (vends.has(entry.txn)) return;
          const { txn, slot, product, requested, vendCounter, authority } = entry;
          const vend = { txn, slot, product, requested, vendCounter, authority, serialNo };
          remember({ open: vend });
          open = { vend, name: { epoch, seq: entry.seq } };
          return;
        }
        case 'vend.completed':
          // After an assumed end the counters have no common ground: a `dispenser` entry starts a new one (ledger.md, I4).
          if (!entry.assumed) counters.set(entry.slot, entry.vendCounter);
          return end(entry.txn, { dispensed: entry.dispensed });
        case 'vend.cancelled':
          return end(entry.txn, 'cancelled');
        case 'dispenser':
          serialNo = entry.serialNo;
          entry.counters.forEach((counter, slot) => {
            counters.set(slot, counter);
          });
          return;
        case 'stock.set':
          stockSets.set(entry.slot, entry);
          return;
        case 'fault.raised':
          return setFault(entry.slot, entry.fault, true);
        case 'fault.cleared':
          return setFault(entry.slot, entry.fault, false);
        case 'line':
          line = entry.up;
          return;
        default:
          return;
      }
    },
  };
}
