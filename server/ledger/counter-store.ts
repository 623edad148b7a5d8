import type { MachineState } from '../../protocol/mqtt/messages/state.ts';
import type { Db } from '../store/open.ts';

/** Differences of counters are taken modulo 2^32 (serial.md). */
const counterRange = 2 ** 32;

/** A slot whose dispenser counted otherwise than the books. In items. */
export interface CounterGap {
  readonly slot: number;
  readonly counted: number;
  readonly booked: number;
}

/** What a slot's counter stands at by the books: since its baseline, what fell (ledger.md, I4). */
export function bookedCounter(baseline: number, dispensed: number): number {
  return (baseline + dispensed) % counterRange;
}

/** Holds what a dispenser counts against the books, at the moment of its report (ledger.md, Order of truth). */
export function createCounterStore(db: Db) {
  const acked = db
    .prepare<[string, string], number>('SELECT acked FROM epochs WHERE machine = ? AND epoch = ?')
    .pluck();
  const slots = db.prepare<[string], { slot: number; baseline: number; dispensed: number }>(
    'SELECT slot, baseline, dispensed FROM slots WHERE machine = ? AND baseline IS NOT NULL ORDER BY slot',
  );
  const open = db.prepare<[string], object>(
    `SELECT 1 FROM transactions INDEXED BY transactions_held
     WHERE machine = ? AND state IN ('reserved', 'open') AND (state = 'open' OR started_at IS NOT NULL) LIMIT 1`,
  );

  return {
    /**
     * The slots that differ. Undefined where the report is of another moment than the books: the journal is not in yet or
     * has gone on since, a vend is open, or the dispenser does not answer.
     */
    gaps(machine: string, { line, journal, slots: reported }: MachineState): CounterGap[] | undefined {
      const isOfNow = acked.get(machine, journal.epoch.toLowerCase()) === journal.lastSeq;
      if (!line || !isOfNow || open.get(machine) !== undefined) return undefined;
      return slots.all(machine).flatMap(({ slot, baseline, dispensed }) => {
        const counted = reported.find((one) => one.slot === slot)?.vendCounter;
        const booked = bookedCounter(baseline, dispensed);
        return counted === undefined || counted === booked ? [] : [{ slot, counted, booked }];
      });
    },
  };
}
export type CounterStore = ReturnType<typeof createCounterStore>;
