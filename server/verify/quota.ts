import { createAllowanceStore } from '../allowances/allowance-store.ts';
import type { Policy } from '../policy/document.ts';
import { type Limit, limitsOf, type Usage } from '../policy/room.ts';
import { erasedVoucherKey } from '../privacy/rename.ts';
import type { Db } from '../store/open.ts';
import { createFinding, type Finding } from './finding.ts';

interface Row extends Usage {
  readonly id: number;
  readonly card: Uint8Array;
  readonly machine: string;
  readonly txn: string;
  readonly policy: number;
  /** Its card is a voucher: what its batch lets it have; null of any other card. */
  readonly voucher: number | null;
  /** Some of what the voucher had names it no more, so nobody knows what was before what. */
  readonly isPartly: number;
  /** Granted by a decision that was not overtaken: this row must be within the limits. */
  readonly granted: number;
}

/**
 * I2: no grant exceeded a limit of the policy that decided it. Each is held against what the books knew of its card when
 * it was given: the rows before it, which have only shrunk since.
 */
export function verifyQuota(db: Db, policyOf: (version: number) => Policy | undefined): Finding {
  const finding = createFinding('I2', 'no grant beyond a limit');
  const limits = new Map<string, readonly Limit[]>();
  const rows = db.prepare<[], Row>(
    `SELECT u.id, u.card, u.product, u.at AS atMs, u.pieces, u.machine, u.txn, u.policy,
       u.kind <> 'debt' AND t.late = 0 AND t.decision IS NOT NULL AND t.decided_at = u.at AS granted,
       b.pieces AS voucher, COALESCE(w.let_go, 0) <> 0 OR u.key_id = '${erasedVoucherKey}' AS isPartly
     FROM usage u JOIN transactions t ON t.txn = u.txn AND t.machine = u.machine
       LEFT JOIN vouchers w ON w.card = u.card LEFT JOIN voucher_batches b ON b.id = w.batch
     ORDER BY u.card, u.id`,
  );
  const allowances = createAllowanceStore(db);
  let card: Uint8Array | undefined;
  let history: Usage[] = [];
  let taken: Usage[] = [];
  let schemes = 0;

  for (const row of rows.iterate()) {
    if (card === undefined || Buffer.compare(card, row.card) !== 0) {
      finding.looked('cards');
      // What staff gave beyond a share is no breach of it.
      const given = allowances.ofCard(row.card, 0);
      [card, history] = [row.card, given.filter(({ pieces }) => pieces < 0)];
      // What was taken back of it bears on grants after that alone.
      taken = given.filter(({ pieces }) => pieces > 0);
    }
    history.push(row, ...taken.filter(({ atMs }) => atMs <= row.atMs));
    taken = taken.filter(({ atMs }) => atMs > row.atMs);
    if (row.granted === 0) continue;
    finding.looked('grants');
    if (row.voucher !== null || row.isPartly === 1) {
      holdVoucher(row);
      continue;
    }
    for (const limit of limitsAt(row)) {
      const used = limit.usedAround(history, row.atMs);
      if (used > limit.pieces)
        finding.breach(
          `${row.machine} ${row.txn}: with it the card has ${used} masks in the window of rule ${limit.rule}, ${limit.pieces} are allowed`,
        );
    }
  }
  if (schemes > 0) finding.notLooked('rules for some kinds of card alone: a card’s kind is not kept');
  return finding.found();

  /** None of the policy's rules is about a voucher. */
  function holdVoucher({ machine, txn, voucher, isPartly }: Row): void {
    if (voucher === null || isPartly === 1) return;
    const used = history.reduce((sum, { pieces }) => sum + pieces, 0);
    if (used > voucher)
      finding.breach(`${machine} ${txn}: with it the voucher has ${used} masks, its batch allows ${voucher}`);
  }

  function limitsAt({ policy: version, product }: Row): readonly Limit[] {
    const name = `${version} ${product}`;
    const known = limits.get(name);
    if (known !== undefined) return known;
    const policy = policyOf(version);
    const forAll =
      policy?.rules.filter(({ schemes, ages }) => schemes === undefined && ages === undefined) ?? [];
    if (policy !== undefined && forAll.length < policy.rules.length) schemes++;
    const made = policy === undefined ? [] : limitsOf({ ...policy, rules: forAll }, product);
    limits.set(name, made);
    return made;
  }
}
