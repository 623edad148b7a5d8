import type { MachineState } from '../../protocol/mqtt/messages/state.ts';
import type { Usage } from '../policy/room.ts';
import type { Db } from '../store/open.ts';

/** A vend of a machine that was cut off. Pieces. */
export interface OfflineVend {
  readonly machine: string;
  readonly txn: string;
  readonly product: string;
  readonly atMs: number;
  readonly given: number;
  /** The name of the entry with which the machine's cut-off period began; null where it does not tell. */
  readonly period: string | null;
  readonly charges: readonly OfflineCharge[];
}

/** What of a vend counts against a card; `debt` is what went beyond a limit. */
export interface OfflineCharge {
  readonly card: string;
  readonly pieces: number;
  readonly debt: number;
  readonly policy: number;
}

/** How a machine stands beside what it told. */
export interface OfflineStanding {
  readonly name: string;
  readonly online: boolean;
  readonly waiting: number;
}

/** What a voucher is good for, and what it had of which the charge names it no more. Pieces. */
export interface VoucherStanding {
  readonly batch: string;
  readonly pieces: number;
  readonly letGo: number;
}

type VendRow = Omit<OfflineVend, 'charges'>;

/** The offline vends as they stand in the books; cards as their whole pseudonyms in hexadecimal digits. */
export function createOfflineStore(db: Db) {
  // A vend.started that was carried over stands in two journals, and says the same in both.
  const columns = `SELECT v.machine, v.txn, v.product, COALESCE(t.started_at, v.at) AS atMs, v.pieces AS given,
      (SELECT json_extract(e.body, '$.cutOff.epoch') || '/' || json_extract(e.body, '$.cutOff.seq')
       FROM entries e INDEXED BY entries_started
       WHERE e.txn = v.txn AND e.machine = v.machine AND e.type = 'vend.started' LIMIT 1) AS period
    FROM vends v INDEXED BY vends_offline
      JOIN transactions t ON t.txn = v.txn AND t.machine = v.machine
    WHERE v.authority = 'offline' AND v.pieces > 0 AND v.at >= ? AND v.at < ?`;
  const ofAll = db.prepare<[number, number, number], VendRow>(`${columns} ORDER BY v.at, v.id LIMIT ?`);
  const ofOne = db.prepare<[number, number, string, number], VendRow>(
    `${columns} AND v.machine = ? ORDER BY v.at, v.id LIMIT ?`,
  );
  const charges = db.prepare<[string, string], OfflineCharge>(
    `SELECT lower(hex(card)) AS card, SUM(pieces) AS pieces, SUM(CASE kind WHEN 'debt' THEN pieces ELSE 0 END) AS debt,
       MAX(policy) AS policy
     FROM usage INDEXED BY usage_of_txn WHERE txn = ? AND machine = ? GROUP BY card`,
  );
  // Debt is dated when there is room for it again; what fell, fell when its vend began.
  const history = db.prepare<[Buffer], Usage>(
    `SELECT u.product, u.pieces,
       CASE u.kind WHEN 'debt' THEN COALESCE(t.started_at, t.decided_at, u.at) ELSE u.at END AS atMs
     FROM usage u LEFT JOIN transactions t ON t.txn = u.txn AND t.machine = u.machine WHERE u.card = ?`,
  );
  const voucher = db.prepare<[Buffer], VoucherStanding>(
    `SELECT v.batch, b.pieces, v.let_go AS letGo FROM vouchers v JOIN voucher_batches b ON b.id = v.batch WHERE v.card = ?`,
  );
  const standing = db.prepare<
    [string],
    { name: string; online: number; state: string | null; acked: number | null }
  >(
    `SELECT m.name, COALESCE(r.online, 0) AS online, r.state, (SELECT p.acked FROM epochs p
       WHERE p.machine = m.id AND p.epoch = lower(json_extract(r.state, '$.journal.epoch'))) AS acked
     FROM machines m LEFT JOIN machine_reports r ON r.machine = m.id WHERE m.id = ?`,
  );

  return {
    /** The vends of [fromMs, toMs) by their ends, the oldest first, of one machine where it is named; at most `count`. */
    vends(fromMs: number, toMs: number, machine: string | undefined, count: number): OfflineVend[] {
      const rows =
        machine === undefined ? ofAll.all(fromMs, toMs, count) : ofOne.all(fromMs, toMs, machine, count);
      return rows.map((row) => ({ ...row, charges: charges.all(row.txn, row.machine) }));
    },
    /** All that a card ever got and the books still hold, at the instants at which it fell. */
    history: (card: string): Usage[] => history.all(Buffer.from(card, 'hex')),
    /** What its batch says of a card that is a voucher. */
    voucher: (card: string): VoucherStanding | undefined => voucher.get(Buffer.from(card, 'hex')),
    standing(machine: string): OfflineStanding {
      const row = standing.get(machine);
      const told = row?.state ? (JSON.parse(row.state) as MachineState).journal.lastSeq : 0;
      const waiting = Math.max(0, told - (row?.acked ?? 0));
      return { name: row?.name ?? machine, online: row?.online === 1, waiting };
    },
  };
}
export type OfflineStore = ReturnType<typeof createOfflineStore>;
