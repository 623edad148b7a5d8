import type { Db } from '../store/open.ts';

/** A share that was taken with a card, as its holder may contest it. Pieces; `ref`: the charge's number. */
export interface TakenShare {
  readonly ref: number;
  readonly machine: string;
  readonly txn: string;
  readonly district: string;
  readonly product: string;
  readonly pieces: number;
  readonly atMs: number;
}

/** One holder's dispute. `pieces`: what the card was given for the time being. */
export interface Dispute {
  readonly orderId: string;
  readonly caseId: number;
  readonly card: Uint8Array;
  readonly keyId: string;
  readonly product: string;
  readonly category: string;
  readonly pieces: number;
  readonly atMs: number;
  readonly actor: string;
  readonly reason: string;
}

/** What the disputes of one case come to. Times in ms since 1970. */
export interface BurstSum {
  readonly disputes: number;
  readonly grants: number;
  readonly pieces: number;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Shares that their cards' holders say they did not take. */
export function createDisputeStore(db: Db, catchUp: () => void) {
  const taken = db.prepare<[Uint8Array, number, number], TakenShare>(
    `SELECT u.id AS ref, u.machine, u.txn, COALESCE(m.district, '') AS district, u.product, u.pieces, u.at AS atMs
     FROM usage u LEFT JOIN machines m ON m.id = u.machine
     WHERE u.card = ? AND u.at >= ? AND u.pieces > 0 ORDER BY u.at DESC, u.id DESC LIMIT ?`,
  );
  const insert = db.prepare(
    `INSERT INTO disputes (order_id, case_id, card, key_id, product, category, pieces, at, actor, reason)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const contest = db.prepare('INSERT INTO disputed_grants (dispute, machine, txn, at) VALUES (?, ?, ?, ?)');
  const ofOrder = db.prepare<[string], number>('SELECT case_id FROM disputes WHERE order_id = ?').pluck();
  const ofCase = db.prepare<[number], Dispute>(
    `SELECT order_id AS orderId, case_id AS caseId, card, key_id AS keyId, product, category, pieces, at AS atMs, actor, reason
     FROM disputes WHERE case_id = ? ORDER BY id`,
  );
  const near = db
    .prepare<[string, number, number], number>(
      `SELECT d.case_id FROM disputed_grants g JOIN disputes d ON d.id = g.dispute JOIN cases c ON c.id = d.case_id
       WHERE g.machine = ? AND g.at BETWEEN ? AND ? AND c.verdict IS NULL ORDER BY d.case_id LIMIT 1`,
    )
    .pluck();
  const sum = db.prepare<[number], BurstSum>(
    `SELECT COUNT(DISTINCT d.id) AS disputes, COUNT(g.txn) AS grants, COALESCE(MIN(g.at), 0) AS fromMs,
       COALESCE(MAX(g.at), 0) AS untilMs,
       (SELECT COALESCE(SUM(pieces), 0) FROM disputes WHERE case_id = c.id) AS pieces
     FROM cases c JOIN disputes d ON d.case_id = c.id LEFT JOIN disputed_grants g ON g.dispute = d.id WHERE c.id = ?`,
  );
  const vends = db
    .prepare<[string, number, number], number>(
      'SELECT COUNT(*) FROM machine_vends WHERE machine = ? AND at BETWEEN ? AND ?',
    )
    .pluck();
  return {
    /** What was taken with a card since an instant, the newest first. */
    taken: (card: Uint8Array, sinceMs: number, count: number): TakenShare[] =>
      taken.all(card, sinceMs, count),
    /** Keeps a dispute with the shares that it contests. */
    add(dispute: Dispute, grants: readonly TakenShare[]): void {
      const { orderId, caseId, card, keyId, product, category, pieces, atMs, actor, reason } = dispute;
      const row = [orderId, caseId, card, keyId, product, category, pieces, Math.floor(atMs), actor, reason];
      const id = insert.run(...row).lastInsertRowid;
      for (const grant of grants) contest.run(id, grant.machine, grant.txn, Math.floor(grant.atMs));
    },
    /** The case that an order's dispute belongs to; undefined where it made none. */
    caseOfOrder: (orderId: string): number | undefined => ofOrder.get(orderId),
    ofCase: (caseId: number): Dispute[] => ofCase.all(caseId),
    /** A case that waits, with a contested grant at the machine in that time. */
    near: (machine: string, fromMs: number, untilMs: number): number | undefined =>
      near.get(machine, fromMs, untilMs),
    sum: (caseId: number): BurstSum => sum.get(caseId) as BurstSum,
    /** Vends of a machine in a time, both ends included. */
    vends(machine: string, fromMs: number, untilMs: number): number {
      catchUp();
      return vends.get(machine, fromMs, untilMs) ?? 0;
    },
  };
}
export type DisputeStore = ReturnType<typeof createDisputeStore>;
