import type { MachineState } from '../../protocol/mqtt/messages/state.ts';
import { bookedCounter } from '../ledger/counter-store.ts';
import type { Db } from '../store/open.ts';
import { createFinding, type Finding } from './finding.ts';

interface Slot {
  readonly slot: number;
  readonly stock: number | null;
  readonly baseline: number | null;
  readonly dispensed: number;
}

/** I4: what each machine's dispenser counts and holds, as it last reported, is what the books say. */
export function verifyConservation(db: Db): Finding {
  const finding = createFinding('I4', 'counters and stock as the dispensers have them');
  const reports = db.prepare<[], { machine: string; state: string; acked: number | null }>(
    `SELECT r.machine, r.state, (SELECT acked FROM epochs p
       WHERE p.machine = r.machine AND p.epoch = lower(json_extract(r.state, '$.journal.epoch'))) AS acked
     FROM machine_reports r JOIN machines m ON m.id = r.machine
     WHERE r.state IS NOT NULL AND m.revoked_at IS NULL AND m.quarantined = 0`,
  );
  const slotsOf = db.prepare<[string], Slot>(
    'SELECT slot, stock, baseline, dispensed FROM slots WHERE machine = ?',
  );
  const open = db.prepare<[string], object>(
    `SELECT 1 FROM transactions INDEXED BY transactions_held
     WHERE machine = ? AND state IN ('reserved', 'open') AND (state = 'open' OR started_at IS NOT NULL) LIMIT 1`,
  );
  // The last entry of each journal that changed a counter or a stock.
  const moved = new Map(
    db
      .prepare<[], { name: string; seq: number }>(
        `SELECT machine || ' ' || epoch AS name, MAX(seq) AS seq FROM entries
         WHERE type IN ('vend.completed', 'stock.set', 'dispenser') GROUP BY machine, epoch`,
      )
      .all()
      .map(({ name, seq }) => [name, seq]),
  );
  for (const { machine, state: text, acked } of reports.all()) {
    const state = JSON.parse(text) as MachineState;
    const { lastSeq, epoch } = state.journal;
    // Between the report and now nothing moved: the books have all that it counts, and nothing that it does not.
    const isOfNow =
      (acked ?? 0) >= lastSeq && (moved.get(`${machine} ${epoch.toLowerCase()}`) ?? 0) <= lastSeq;
    if (acked === null || !isOfNow || !state.line || open.get(machine) !== undefined) {
      finding.notLooked(`${machine}: its report is of another moment than the books`);
      continue;
    }
    finding.looked('machines');
    const reported = new Map(state.slots.map((one) => [one.slot, one]));
    for (const { slot, stock, baseline, dispensed } of slotsOf.all(machine)) {
      const held = reported.get(slot);
      if (held === undefined) continue;
      finding.looked('slots');
      const counter = bookedCounter(baseline ?? 0, dispensed);
      if (baseline !== null && counter !== held.vendCounter)
        finding.breach(
          `${machine} slot ${slot}: the dispenser counts ${held.vendCounter}, the books ${counter}`,
        );
      if (stock !== null && stock !== held.stock)
        finding.breach(`${machine} slot ${slot}: the dispenser holds ${held.stock}, the books say ${stock}`);
    }
  }
  return finding.found();
}
