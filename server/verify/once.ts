import type { Db } from '../store/open.ts';
import { createFinding, type Finding } from './finding.ts';

interface Charged {
  readonly machine: string;
  readonly txn: string;
  readonly pieces: number;
  readonly charged: number;
  /** Without a card nobody could be charged, and an alarm told so. */
  readonly cardless: number;
}

/** I1: one txn, one outcome; one journal entry, one effect; and each mask that fell is charged once. */
export function verifyOnce(db: Db): Finding {
  const finding = createFinding('I1', 'one txn one outcome, one entry one effect');
  const all = <T>(sql: string) => db.prepare<[], T>(sql).iterate();

  const applied = new Map<string, number>();
  for (const { name, n, names } of all<{ name: string; n: number; names: number }>(
    `SELECT machine || ' ' || epoch AS name, COUNT(*) AS n, COUNT(DISTINCT seq) AS names
     FROM entries GROUP BY machine, epoch`,
  )) {
    applied.set(name, n);
    finding.looked('entries', n);
    if (n !== names) finding.breach(`journal ${name}: ${n - names} entries were applied twice`);
  }
  for (const { name, acked, gaps, apart } of all<{
    name: string;
    acked: number;
    gaps: number;
    apart: number;
  }>(
    `SELECT p.machine || ' ' || p.epoch AS name, p.acked, p.gaps, COUNT(a.id) AS apart
     FROM epochs p LEFT JOIN set_aside a
       ON a.machine = p.machine AND a.epoch = p.epoch AND a.reason <> 'quarantine'
     GROUP BY p.machine, p.epoch`,
  )) {
    finding.looked('journals');
    const there = applied.get(name) ?? 0;
    // Of a journal with a gap it is known that something is missing, and not how much.
    if (gaps === 0 && there + apart !== acked)
      finding.breach(`journal ${name}: ${acked} acknowledged, ${there} applied and ${apart} set aside`);
  }

  for (const { machine, txn, settled } of all<{ machine: string; txn: string; settled: number }>(
    `SELECT t.machine, t.txn, 1 AS settled FROM transactions t
       LEFT JOIN vends v ON v.txn = t.txn AND v.machine = t.machine WHERE t.state = 'settled' AND v.id IS NULL
     UNION ALL
     SELECT v.machine, v.txn, 0 FROM vends v
       LEFT JOIN transactions t ON t.txn = v.txn AND t.machine = v.machine
     WHERE t.txn IS NULL OR t.state <> 'settled' OR t.dispensed <> v.items`,
  ))
    finding.breach(
      settled === 1
        ? `${machine} ${txn} is settled and in no book`
        : `${machine} ${txn} is in the books and not settled so`,
    );

  for (const vend of all<Charged>(
    `SELECT v.machine, v.txn, v.pieces, COALESCE(SUM(u.pieces), 0) AS charged,
       EXISTS (SELECT 1 FROM alarms a WHERE a.kind = 'vend-without-card' AND a.machine = v.machine
         AND a.detail LIKE 'txn ' || v.txn || '%') AS cardless
     FROM vends v LEFT JOIN usage u ON u.txn = v.txn AND u.machine = v.machine
     WHERE v.authority <> 'staff' GROUP BY v.id HAVING charged <> v.pieces`,
  ))
    if (vend.cardless === 0 || vend.charged > vend.pieces)
      finding.breach(`${vend.machine} ${vend.txn}: ${vend.pieces} masks fell, ${vend.charged} are charged`);
  for (const { machine, txn } of all<{ machine: string; txn: string }>(
    `SELECT DISTINCT u.machine, u.txn FROM usage u LEFT JOIN transactions t ON t.txn = u.txn AND t.machine = u.machine
     WHERE t.txn IS NULL OR t.state IN ('released', 'cancelled', 'refused', 'balance')`,
  ))
    finding.breach(`${machine} ${txn} has ended without a vend and is charged still`);
  finding.looked('vends', db.prepare<[], number>('SELECT COUNT(*) FROM vends').pluck().get() ?? 0);
  return finding.found();
}
