import type { Policy } from '../policy/document.ts';
import type { Db } from '../store/open.ts';
import { createFinding, type Finding } from './finding.ts';

interface Row {
  readonly card: Uint8Array;
  readonly machine: string;
  readonly atMs: number;
  readonly pieces: number;
}

/**
 * I3: what one card got from one machine while that was cut off stays within the offline rule, and what a machine gave in
 * one cut-off period, where it tells the period (docs/contract/choices.md, `vend.started.cutOff`). A machine counts hours of
 * running time, which are no longer than those of the clock, so the bound holds in every such span of the clock too; only
 * vends that are dated exactly are looked at.
 */
export function verifyOffline(db: Db, policies: readonly Policy[]): Finding {
  const finding = createFinding('I3', 'offline within its bound');
  const allowing = policies.filter(({ offline }) => offline.mode === 'allow');
  const perCard = Math.max(0, ...allowing.map(({ offline }) => offline.perCard));
  const spanMs = Math.min(...allowing.map(({ offline }) => offline.maxHours)) * 3_600_000;
  const rows = db.prepare<[], Row>(
    `SELECT u.card, u.machine, t.started_at AS atMs, SUM(u.pieces) AS pieces
     FROM transactions t JOIN usage u ON u.txn = t.txn AND u.machine = t.machine
       JOIN entries e ON e.txn = t.txn AND e.machine = t.machine AND e.type = 'vend.started'
     WHERE t.authority = 'offline' AND t.state = 'settled' AND e.dating = 'uptime' AND e.first_epoch IS NULL
     GROUP BY u.card, u.machine, t.txn ORDER BY u.card, u.machine, t.started_at`,
  );
  let span: Row[] = [];
  for (const row of rows.iterate()) {
    finding.looked('offline vends');
    const last = span.at(-1);
    const isSame = last?.machine === row.machine && Buffer.compare(last.card, row.card) === 0;
    span = isSame ? span.filter(({ atMs }) => atMs > row.atMs - spanMs) : [];
    span.push(row);
    const got = span.reduce((sum, { pieces }) => sum + pieces, 0);
    if (got > perCard)
      finding.breach(
        `${row.machine}: one card got ${got} masks while it was cut off, ${perCard} are allowed`,
      );
  }
  const perMachine = Math.max(0, ...allowing.map(({ offline }) => offline.perMachine));
  const periods = db.prepare<[], { machine: string; given: number }>(
    `SELECT machine, SUM(pieces) AS given FROM (
       SELECT v.machine, v.pieces, json_extract(e.body, '$.cutOff.epoch') AS epoch, json_extract(e.body, '$.cutOff.seq') AS seq
       FROM vends v JOIN entries e ON e.txn = v.txn AND e.machine = v.machine AND e.type = 'vend.started'
       WHERE v.authority = 'offline' GROUP BY v.id)
     WHERE epoch IS NOT NULL GROUP BY machine, epoch, seq`,
  );
  for (const { machine, given } of periods.iterate()) {
    finding.looked('cut-off periods');
    if (given > perMachine)
      finding.breach(`${machine} gave ${given} masks in one cut-off period, ${perMachine} are allowed`);
  }
  return finding.found();
}
