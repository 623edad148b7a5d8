import type { RefusalPoint } from '../ledger/refusal.ts';
import type { VendPoint } from '../ledger/vend.ts';
import { type Db, readSetting, writeSetting } from '../store/open.ts';

/** What InfluxDB is told of, told apart by `kind`. */
export type OutboxPoint = VendPoint | RefusalPoint;

/** A row of the outbox: ids rise in the order of booking. */
export interface OutboxRow {
  readonly id: number;
  readonly point: OutboxPoint;
}

/** A row whose point InfluxDB refuses, and why. */
export interface RejectedPoint {
  readonly id: number;
  readonly reason: string;
}

interface VendRow extends Omit<VendPoint, 'kind' | 'assumed' | 'late'> {
  readonly id: number;
  readonly assumed: number;
  readonly late: number;
}

/** How far a refill is through one of the books: the last row that is in the outbox, and the last that is to be. */
interface Progress {
  readonly after: number;
  readonly until: number;
}

/** What InfluxDB has still to be told. */
export function createOutboxStore(db: Db) {
  const next = db.prepare<[number], { id: number; point: string }>(
    'SELECT id, point FROM outbox ORDER BY id LIMIT ?',
  );
  const done = db.prepare('DELETE FROM outbox WHERE id <= ?');
  const counts = db.prepare<[], { waiting: number; rejected: number }>(
    // Ids rise by one and leave in order, so their ends tell the number; counting rows would take the longer, the
    // longer InfluxDB is down.
    `SELECT COALESCE((SELECT MAX(id) FROM outbox) - (SELECT MIN(id) FROM outbox) + 1, 0) AS waiting,
       (SELECT COUNT(*) FROM outbox_rejected) AS rejected`,
  );
  const begin = db.prepare(
    `INSERT OR REPLACE INTO settings VALUES ('refill', '0 ' || (SELECT COALESCE(MAX(id), 0) FROM vends)
       || ' 0 ' || (SELECT COALESCE(MAX(id), 0) FROM refusals))`,
  );
  const empty = db.prepare('DELETE FROM outbox');
  const emptyRejected = db.prepare('DELETE FROM outbox_rejected');
  const someVends = db.prepare<[number, number, number], VendRow>(
    `SELECT v.id, v.machine, v.txn, v.epoch, v.seq, v.slot, v.product, v.at AS atMs, v.requested, v.items, v.pieces,
       v.fault, v.vend_counter AS vendCounter, v.authority, v.assumed, v.late, v.took_ms AS tookMs,
       COALESCE(m.district, '') AS district
     FROM vends v LEFT JOIN machines m ON m.id = v.machine WHERE v.id > ? AND v.id <= ? ORDER BY v.id LIMIT ?`,
  );
  const someRefusals = db.prepare<[number, number, number], Omit<RefusalPoint, 'kind'>>(
    `SELECT r.id, r.machine, r.txn, r.product, r.reason, r.at AS atMs, COALESCE(m.district, '') AS district
     FROM refusals r LEFT JOIN machines m ON m.id = r.machine WHERE r.id > ? AND r.id <= ? ORDER BY r.id LIMIT ?`,
  );
  const add = db.prepare('INSERT INTO outbox (point) VALUES (?)');
  const reject = db.prepare('INSERT INTO outbox_rejected SELECT id, point, ?, ? FROM outbox WHERE id = ?');

  function refillState(): { vends: Progress; refusals: Progress } {
    const numbers = (readSetting(db, 'refill') ?? '').split(' ').map(Number);
    const [after = 0, until = 0, refusalsAfter = 0, refusalsUntil = 0] = numbers;
    return { vends: { after, until }, refusals: { after: refusalsAfter, until: refusalsUntil } };
  }

  function writeState({ vends, refusals }: ReturnType<typeof refillState>): void {
    writeSetting(db, 'refill', `${vends.after} ${vends.until} ${refusals.after} ${refusals.until}`);
  }

  function put(point: OutboxPoint): void {
    add.run(JSON.stringify(point));
  }

  return {
    next: (count: number): OutboxRow[] =>
      next.all(count).map(({ id, point }) => ({ id, point: JSON.parse(point) as OutboxPoint })),

    /** Everything up to `id` is in InfluxDB, but for what it refuses: that is set aside with its reason. */
    done(id: number, rejected: readonly RejectedPoint[], nowMs: number): void {
      for (const one of rejected) reject.run(one.reason, Math.floor(nowMs), one.id);
      done.run(id);
    },

    /**
     * InfluxDB has lost everything: all vends and refusals so far are put into the outbox again, by
     * {@link refillSome}. Each that waits in it now is among them.
     */
    refill(): void {
      begin.run();
      empty.run();
      emptyRejected.run();
    },

    /** Puts up to `count` vends, or else refusals, of a refill under way into the outbox; true while there are more. */
    refillSome(count: number): boolean {
      const { vends, refusals } = refillState();
      if (vends.after < vends.until) {
        const rows = someVends.all(vends.after, vends.until, count);
        for (const { id: _, ...row } of rows)
          put({ kind: 'vend', ...row, assumed: row.assumed === 1, late: row.late === 1 });
        writeState({ vends: { ...vends, after: rows.at(-1)?.id ?? vends.until }, refusals });
        return true;
      }
      if (refusals.after >= refusals.until) return false;
      const rows = someRefusals.all(refusals.after, refusals.until, count);
      for (const row of rows) put({ kind: 'refusal', ...row });
      writeState({ vends, refusals: { ...refusals, after: rows.at(-1)?.id ?? refusals.until } });
      return true;
    },

    /** What a refill has still to put in waits too. */
    counts(): { waiting: number; rejected: number } {
      const { vends, refusals } = refillState();
      const { waiting, rejected } = counts.get() ?? { waiting: 0, rejected: 0 };
      const toCome = vends.until - vends.after + refusals.until - refusals.after;
      return { waiting: waiting + toCome, rejected };
    },
  };
}
export type OutboxStore = ReturnType<typeof createOutboxStore>;
