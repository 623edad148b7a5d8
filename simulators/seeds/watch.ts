import type { EntryOf, JournalEntry } from '../../protocol/mqtt/entries.ts';
import type { JournalAck } from '../../protocol/mqtt/messages/journal.ts';
import type { MachineState } from '../../protocol/mqtt/messages/state.ts';
import type { Db } from '../../server/store/open.ts';
import type { Happening, VendOutcome } from '../dispenser/happenings.ts';
import type { SimulatedMachine } from './machine.ts';

/** A vend that a dispenser accepted, as the journal announced it. */
export interface Begun {
  readonly started: EntryOf<'vend.started'> & JournalEntry;
  readonly disk: number;
  readonly atMs: number;
}

/**
 * Promises that must hold at the very moment of an answer (ledger.md: each step is durable before its answer is sent;
 * mqtt.md: an entry is on disk before what it announces is done). Later they heal by themselves, and nobody would see
 * that they were broken.
 */
export function createWatch(deps: { db: () => Db; now: () => number; breach: (what: string) => void }) {
  const { breach, now } = deps;
  const begun = new Map<string, Begun>();
  const results = new Map<string, VendOutcome[]>();
  /** What each slot was last told to hold (SET_STOCK), by machine and slot. */
  const stockTold = new Map<string, Map<number, number>>();
  /** When the order to lock was in the books, machine by machine. */
  const lockedAt = new Map<string, number>();

  let books: Reader | undefined;

  /** The books as they are now: the database is another one where they were put back. */
  function current(): Reader {
    const db = deps.db();
    if (books?.db !== db) books = readerOf(db);
    return books;
  }

  return {
    /** Vends that dispensers accepted, by `machine txn`. */
    begun: begun as ReadonlyMap<string, Begun>,
    stockTold: stockTold as ReadonlyMap<string, ReadonlyMap<number, number>>,

    /** The centre tells a machine that it has its entries. */
    acknowledged(machine: string, { epoch, seq }: JournalAck): void {
      const acked = current().acked(machine, epoch);
      if (acked < seq)
        breach(`I1 ${machine} was told that the ledger has ${seq} entries, and ${acked} are in the books`);
    },

    /** A grant is on its way to a machine. `askedAtMs`: when its question left the machine. */
    granted(machine: string, txn: string, askedAtMs: number): void {
      if (!current().isDecided(machine, txn))
        breach(`I2 ${machine} ${txn} was granted, and nothing is reserved in the books`);
      const locked = lockedAt.get(machine);
      if (locked !== undefined && locked < askedAtMs)
        breach(`I2 ${machine} is locked and was granted ${txn}`);
    },

    /** A machine says how far its journal is acknowledged. */
    reported(machine: string, journal: MachineState['journal'], wasRestored: boolean): void {
      if (wasRestored || journal.acked === 0) return;
      const acked = current().acked(machine, journal.epoch);
      if (acked < journal.acked)
        breach(`I1 ${machine} lets go of ${journal.acked} entries, and ${acked} are in the books`);
    },

    /** Something happens at a dispenser. */
    happened(machine: SimulatedMachine, happening: Happening): void {
      const { id } = machine;
      if (happening.ev === 'vend' && happening.verdict === 0) {
        const started = machine.durable('vend.started', happening.txn);
        if (started?.type !== 'vend.started')
          breach(`I1 ${id} ${happening.txn} turns, and no disk knows of it`);
        else begun.set(`${id} ${happening.txn}`, { started, disk: machine.diskChanges, atMs: now() });
      } else if (happening.ev === 'result') {
        results.set(id, [...(results.get(id) ?? []), happening]);
      } else if (happening.ev === 'stock') {
        stockTold.set(id, (stockTold.get(id) ?? new Map()).set(happening.slot, happening.stock));
      } else if (happening.ev === 'boot') results.delete(id);
      else if (happening.ev === 'event-end' && happening.name === 'VEND_RESULT') {
        const { txn } = results.get(id)?.shift() ?? {};
        if (happening.how !== 'answered' || txn === undefined) return;
        const isKnown = machine.durable('vend.started', txn) !== undefined;
        if (isKnown && machine.durable('vend.completed', txn) === undefined)
          breach(`I1 ${id} ${txn}: its result was taken from the dispenser, and no disk knows of it`);
      }
    },

    locked: (machine: string): void => void lockedAt.set(machine, now()),
    unlocked: (machine: string): void => void lockedAt.delete(machine),
    forgetLocks: (): void => lockedAt.clear(),
  };
}
export type Watch = ReturnType<typeof createWatch>;

/** What is asked of the books at each answer; its statements are compiled once a database. */
function readerOf(db: Db) {
  const acked = db
    .prepare<[string, string], number>('SELECT acked FROM epochs WHERE machine = ? AND epoch = ?')
    .pluck();
  const decided = db
    .prepare<[string, string], number>(
      'SELECT decision IS NOT NULL FROM transactions WHERE machine = ? AND txn = ?',
    )
    .pluck();
  return {
    db,
    /** Entries of an epoch that are in the books. */
    acked: (machine: string, epoch: string) => acked.get(machine, epoch.toLowerCase()) ?? 0,
    /** Whether a question's answer is in the books. */
    isDecided: (machine: string, txn: string) => decided.get(machine, txn.toLowerCase()) === 1,
  };
}
type Reader = ReturnType<typeof readerOf>;
