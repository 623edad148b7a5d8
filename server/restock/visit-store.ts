import { toldEntries } from '../fleet/schema.ts';
import type { Db } from '../store/open.ts';

/** A visit as it was saved. Times in ms since 1970. */
export interface VisitRow {
  readonly id: string;
  readonly machine: string;
  readonly machineName: string;
  readonly actor: string;
  readonly countedAtMs: number;
  readonly savedAtMs: number;
  readonly note: string;
  readonly content: string;
}

/** A slot of a visit (schema.ts says what its columns mean). */
export interface VisitSlotRow {
  readonly visit: string;
  readonly slot: number;
  readonly machine: string;
  readonly product: string;
  readonly productBefore: string | null;
  readonly found: number;
  readonly filled: number;
  readonly removed: number;
  readonly expected: number | null;
  readonly command: string;
  readonly stock: number;
  readonly mark: number;
  readonly adjusted: number;
  readonly applied: number;
  readonly rounds: number;
}

/** Visits, and what of the books they are held against. */
export function createVisitStore(db: Db, catchUp: () => void) {
  const columns = `SELECT v.id, v.machine, COALESCE(m.name, v.machine) AS machineName, v.actor,
      v.counted_at AS countedAtMs, v.saved_at AS savedAtMs, v.note, v.content
    FROM visits v LEFT JOIN machines m ON m.id = v.machine`;
  const find = db.prepare<[string], VisitRow>(`${columns} WHERE v.id = ?`);
  const newest = db.prepare<[number], VisitRow>(`${columns} ORDER BY v.saved_at DESC, v.id DESC LIMIT ?`);
  const newestOf = db.prepare<[string, number], VisitRow>(
    `${columns} WHERE v.machine = ? ORDER BY v.saved_at DESC, v.id DESC LIMIT ?`,
  );
  const any = db.prepare<[string], number>('SELECT 1 FROM visits WHERE machine = ? LIMIT 1').pluck();
  const slotColumns = `SELECT visit, slot, machine, product, product_before AS productBefore, found, filled, removed,
      expected, command, stock, mark, adjusted, applied, rounds FROM visit_slots`;
  const slots = db.prepare<[string], VisitSlotRow>(`${slotColumns} WHERE visit = ? ORDER BY slot`);
  const slot = db.prepare<[string, number], VisitSlotRow>(`${slotColumns} WHERE visit = ? AND slot = ?`);
  const later = db.prepare<{ machine: string; savedAtMs: number; id: string; slot: number }, object>(
    `SELECT 1 FROM visits v JOIN visit_slots s ON s.visit = v.id
     WHERE v.machine = @machine AND (v.saved_at, v.id) > (@savedAtMs, @id) AND s.slot = @slot LIMIT 1`,
  );
  const insert = db.prepare(
    `INSERT INTO visits (id, machine, actor, counted_at, saved_at, note, content)
     VALUES (@id, @machine, @actor, @countedAtMs, @savedAtMs, @note, @content)`,
  );
  const putSlot = db.prepare(
    `INSERT OR REPLACE INTO visit_slots (visit, slot, machine, product, product_before, found, filled, removed, expected,
       command, stock, mark, adjusted, applied, rounds)
     VALUES (@visit, @slot, @machine, @product, @productBefore, @found, @filled, @removed, @expected, @command, @stock,
       @mark, @adjusted, @applied, @rounds)`,
  );
  const ledgerSlot = db.prepare<[string, number], { product: string | null; stock: number | null }>(
    'SELECT product, stock FROM slots WHERE machine = ? AND slot = ?',
  );
  const lastVend = db.prepare<[], { id: number | null }>('SELECT MAX(id) AS id FROM vends');
  const fell = db.prepare<
    { machine: string; slot: number; mark: number; from: number; until: number },
    { items: number }
  >(
    `SELECT COALESCE(SUM(v.items), 0) AS items FROM machine_vends m CROSS JOIN vends v ON v.id = m.id
     WHERE m.machine = @machine AND m.at > @from AND m.at <= @until AND m.id > @mark AND v.slot = @slot`,
  );
  // In the journal's order: two that came with different messages may have dates in the other order, for a date is only
  // as good as its message was quick, and a door that opens after it was closed would stand open from then on.
  const doors = db.prepare<[string, number, number], { atMs: number; open: number }>(
    `SELECT at AS atMs, json_extract(body, '$.open') AS open FROM entries INDEXED BY entries_told
     WHERE machine = ? AND ${toldEntries} AND type = 'door' AND at >= ? AND at <= ? ORDER BY id`,
  );

  return {
    find: (id: string): VisitRow | undefined => find.get(id),
    newest(count: number, machine?: string): VisitRow[] {
      if (machine === undefined) return newest.all(count);
      // Asked with each state of each machine, and most were never visited: their sorting costs more than this look.
      return any.get(machine) === undefined ? [] : newestOf.all(machine, count);
    },
    slots: (visit: string): VisitSlotRow[] => slots.all(visit),
    slot: (visit: string, at: number): VisitSlotRow | undefined => slot.get(visit, at),
    /** Whether a visit that was saved later counted the same slot. */
    hasLater: ({ machine, savedAtMs, id }: VisitRow, at: number): boolean =>
      later.get({ machine, savedAtMs, id, slot: at }) !== undefined,
    add: (row: Omit<VisitRow, 'machineName'>): void => {
      insert.run(row);
    },
    putSlot: (row: VisitSlotRow): void => {
      putSlot.run(row);
    },

    ledgerSlot: (machine: string, at: number) => ledgerSlot.get(machine, at),
    /** The newest vend in the books, of any machine. */
    lastVend: (): number => lastVend.get()?.id ?? 0,
    /** Items that fell in a slot in (fromMs, untilMs], by vends that were booked after the vend `mark`. */
    fell(
      machine: string,
      at: number,
      mark: number,
      fromMs: number,
      untilMs = Number.MAX_SAFE_INTEGER,
    ): number {
      catchUp();
      const span = { mark, from: Math.floor(fromMs), until: Math.floor(untilMs) };
      return fell.get({ machine, slot: at, ...span })?.items ?? 0;
    },
    /** The machine's door from an instant to another, in the order of its journal. */
    doors: (machine: string, fromMs: number, untilMs: number): { atMs: number; open: boolean }[] =>
      doors
        .all(machine, Math.floor(fromMs), Math.floor(untilMs))
        .map(({ atMs, open }) => ({ atMs, open: open === 1 })),
  };
}
export type VisitStore = ReturnType<typeof createVisitStore>;
