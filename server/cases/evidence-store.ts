import { fault } from '../../protocol/serial/constants.ts';
import { toldEntries } from '../fleet/schema.ts';
import type { Db } from '../store/open.ts';

/** A vend in the books, as a claim of it is weighed. Items, and masks in them; `atMs`: its end. */
export interface BookedVend {
  readonly slot: number;
  readonly product: string;
  readonly requested: number;
  readonly items: number;
  readonly pieces: number;
  readonly fault: number;
  readonly atMs: number;
}

/** What a card was charged for a vend. */
export interface Charge {
  readonly card: Uint8Array;
  readonly keyId: string;
  readonly pieces: number;
}

/** What the books and journals say for or against a claim. `catchUp`: brings the vends of each machine up to date. */
export function createEvidenceStore(db: Db, catchUp: () => void) {
  const vend = db.prepare<[string, string], BookedVend>(
    'SELECT slot, product, requested, items, pieces, fault, at AS atMs FROM vends WHERE txn = ? AND machine = ?',
  );
  const isKnown = db
    .prepare<[string, string], number>('SELECT 1 FROM transactions WHERE txn = ? AND machine = ?')
    .pluck();
  const charges = db.prepare<[string, string], Charge>(
    'SELECT card, key_id AS keyId, pieces FROM usage WHERE txn = ? AND machine = ? AND pieces > 0',
  );
  const faults = db
    .prepare<[string, number, number, number], number>(
      `SELECT COUNT(*) FROM entries INDEXED BY entries_told WHERE machine = ? AND at BETWEEN ? AND ? AND ${toldEntries}
       AND type = 'fault.raised' AND json_extract(body, '$.slot') = ?
       AND json_extract(body, '$.fault') IN (${fault.jam}, ${fault.motor}, ${fault.nothingSeen})`,
    )
    .pluck();
  const wrong = db
    .prepare<[string, number, number, number, string], number>(
      `SELECT COUNT(*) FROM machine_vends n JOIN vends v ON v.id = n.id
       WHERE n.machine = ? AND n.at BETWEEN ? AND ? AND v.slot = ? AND v.fault <> 0 AND v.txn <> ?`,
    )
    .pluck();
  const ofSlot = db
    .prepare<[string, number, number, number, string], number>(
      `SELECT COUNT(*) FROM cases c JOIN vends v ON v.txn = c.txn AND v.machine = c.machine
       WHERE c.machine = ? AND c.at BETWEEN ? AND ? AND v.slot = ? AND c.txn <> ?`,
    )
    .pluck();
  const ofCard = db
    .prepare<[Uint8Array, number, string], number>(
      `SELECT COUNT(DISTINCT c.id) FROM usage u JOIN cases c ON c.txn = u.txn AND c.machine = u.machine
       WHERE u.card = ? AND c.at >= ? AND c.txn <> ?`,
    )
    .pluck();
  return {
    /** A vend that has ended with a count. */
    vend: (machine: string, txn: string): BookedVend | undefined => vend.get(txn, machine),
    /** Whether the machine has such a transaction at all. */
    isKnown: (machine: string, txn: string): boolean => isKnown.get(txn, machine) !== undefined,
    /** What each card was charged, in the order in which they were. */
    charges: (machine: string, txn: string): Charge[] => charges.all(txn, machine),
    /** Jams and the like that the machine told of a slot, and other vends of it that went wrong. */
    troubles(machine: string, slot: number, fromMs: number, untilMs: number, txn: string): number {
      catchUp();
      const told = faults.get(machine, fromMs, untilMs, slot) ?? 0;
      return told + (wrong.get(machine, fromMs, untilMs, slot, txn) ?? 0);
    },
    /** Claims of other vends of a slot. */
    claimsOfSlot: (machine: string, slot: number, fromMs: number, untilMs: number, txn: string): number =>
      ofSlot.get(machine, fromMs, untilMs, slot, txn) ?? 0,
    /** Claims of other vends that a card paid for. */
    claimsOfCard: (card: Uint8Array, sinceMs: number, txn: string): number =>
      ofCard.get(card, sinceMs, txn) ?? 0,
  };
}
export type EvidenceStore = ReturnType<typeof createEvidenceStore>;
