import type { FeedItem } from '../../protocol/http/figures.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { Db } from '../store/open.ts';
import type { Authority } from './transaction-store.ts';
import type { Vend } from './vend.ts';

/**
 * The books of masks given: vends and slots, always written together. `onBooked` is told of each vend, in the same
 * transaction.
 */
export function createBookingStore(db: Db, onBooked: () => void) {
  const insertVend = db.prepare(
    `INSERT INTO vends (machine, txn, epoch, seq, slot, product, at, requested, items, pieces, fault, vend_counter,
       authority, assumed, late, took_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const takeFromSlot = db.prepare(
    `INSERT INTO slots (machine, slot, product, dispensed) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET dispensed = dispensed + excluded.dispensed, stock = stock - ?`,
  );
  const setSlot = db.prepare(
    `INSERT INTO slots (machine, slot, product, stock, capacity) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET product = excluded.product, stock = excluded.stock, capacity = excluded.capacity`,
  );
  const stockOf = db
    .prepare<[string, number], number | null>('SELECT stock FROM slots WHERE machine = ? AND slot = ?')
    .pluck();
  const setBaseline = db.prepare(
    `INSERT INTO slots (machine, slot, baseline) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET baseline = excluded.baseline, dispensed = 0`,
  );
  const place = db.prepare<[string], { name: string; district: string }>(
    'SELECT name, district FROM machines WHERE id = ?',
  );
  const newest = db.prepare<[number], FeedRow>(
    `SELECT v.id, v.at, v.machine, m.name AS machineName, m.district, v.txn, v.product, v.items, v.pieces,
       v.authority, v.late, v.took_ms AS tookMs
     FROM vends v LEFT JOIN machines m ON m.id = v.machine WHERE v.items > 0 ORDER BY v.id DESC LIMIT ?`,
  );

  return {
    /** Books one vend; returns it as the live feed shows it. */
    book(vend: Vend): FeedItem {
      const { machine, txn, epoch, seq, slot, product, atMs, requested, items, pieces, authority } = vend;
      const flags = { assumed: Number(vend.assumed), late: Number(vend.late) };
      // By place, as names cost a look-up each for every vend.
      const booked = insertVend.run(
        ...[machine, txn, epoch, seq, slot, product, atMs, requested, items, pieces],
        ...[vend.fault, vend.vendCounter, authority, flags.assumed, flags.late, vend.tookMs],
      );
      const id = Number(booked.lastInsertRowid);
      // Assumed items were never counted by the dispenser that stands there now (ledger.md, I4).
      takeFromSlot.run(machine, slot, product, vend.assumed ? 0 : items, items);
      const { name = vend.machine, district = '' } = place.get(vend.machine) ?? {};
      onBooked();
      return feedItem({ ...vend, ...flags, id, at: vend.atMs, machineName: name, district });
    },

    /** Tells what the slot held by the books before; null: nobody knew. */
    setStock(machine: string, slot: number, product: string, stock: number, capacity: number): number | null {
      const before = stockOf.get(machine, slot) ?? null;
      setSlot.run(machine, slot, product, stock, capacity);
      return before;
    },

    /** A dispenser entry: from here on the slot's counter is told from this one (ledger.md, I4). */
    setBaseline(machine: string, slot: number, counter: number): void {
      setBaseline.run(machine, slot, counter);
    },

    /** The newest vends of which something fell, newest first. */
    newest: (count: number): FeedItem[] => newest.all(count).map(feedItem),
  };
}
export type BookingStore = ReturnType<typeof createBookingStore>;

interface FeedRow {
  readonly id: number;
  readonly at: number;
  readonly machine: string;
  readonly machineName: string | null;
  readonly district: string | null;
  readonly txn: string;
  readonly product: string;
  readonly items: number;
  readonly pieces: number;
  readonly authority: Authority;
  readonly late: number;
  readonly tookMs: number | null;
}

function feedItem(row: FeedRow): FeedItem {
  const { id, at, machine, txn, product, items, pieces, authority, tookMs } = row;
  const place = { machineName: row.machineName ?? machine, district: row.district ?? '' };
  return {
    id,
    at: instantOf(at),
    machine,
    ...place,
    txn,
    product,
    items,
    pieces,
    authority,
    late: row.late === 1,
    tookMs,
  };
}
