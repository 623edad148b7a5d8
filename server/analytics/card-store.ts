import { createPolicyStore } from '../policy/policy-store.ts';
import { createGoneReader } from '../privacy/gone-store.ts';
import { erasedKey, erasedList } from '../privacy/rename.ts';
import type { Db } from '../store/open.ts';
import { unpackCards } from '../whatif/pack.ts';

/** A card that got something, or asked for something and got nothing. `keyId`: of the key that made its pseudonym. */
export interface SeenCard {
  readonly machine: string;
  /** Empty where the policy did not know it. */
  readonly product: string;
  /** Empty where something was given. */
  readonly reason: string;
  readonly keyId: string;
  readonly card: Uint8Array;
}

interface RequestRow {
  readonly at: number;
  readonly machine: string;
  readonly product: string;
  readonly reason: string | null;
  readonly offline: number;
  readonly keyId: string;
  readonly cards: Uint8Array;
}

/**
 * Reads which cards the books tell of, one by one, so that who has seen enough of them stops. What no longer names its card is left
 * out: nobody knows whether two such are two cards. Everything in [fromMs, toMs), ms since 1970.
 */
export function createCardReader(db: Db) {
  const given = (also: string) =>
    db.prepare<[string, number, number], Omit<SeenCard, 'reason'>>(
      `SELECT v.machine, v.product, u.key_id AS keyId, u.card
       FROM machine_vends m CROSS JOIN vends v ON v.id = m.id
         CROSS JOIN usage u INDEXED BY usage_of_txn ON u.txn = v.txn AND u.machine = v.machine
       WHERE m.machine = ? AND m.at >= ? AND m.at < ? AND v.items > 0 AND v.authority <> 'staff' ${also}
         AND u.pieces > 0 AND u.key_id NOT IN (${erasedList})`,
    );
  const [vends, served] = [given(''), given('AND v.took_ms IS NOT NULL')];
  const ends = db.prepare<[], { first: number | null; last: number | null }>(
    // Each on its own is one look at an end; together they would be a walk through all.
    'SELECT (SELECT MIN(id) FROM requests) AS first, (SELECT MAX(id) FROM requests) AS last',
  );
  const decidedFrom = db.prepare<[number], { id: number; at: number }>(
    'SELECT id, at FROM requests WHERE id >= ? AND offline = 0 ORDER BY id LIMIT 1',
  );
  const requests = db.prepare<[number], RequestRow>(
    `SELECT at, machine, product, reason, offline, key_id AS keyId, cards FROM requests WHERE id >= ? ORDER BY id`,
  );
  const policies = createPolicyStore(db);
  const isKnown = (product: string, atMs: number) =>
    policies.current(atMs)?.products.some(({ id }) => id === product) ?? false;

  /** Decisions stand in the order of their instants; where a clock was set back some are missed, and so not counted. */
  function firstFrom(fromMs: number): number {
    const { first, last } = ends.get() ?? {};
    let [low, high] = [first ?? 0, (last ?? -1) + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = decidedFrom.get(middle);
      if (row === undefined || row.at >= fromMs) high = middle;
      else low = row.id + 1;
    }
    return low;
  }

  return {
    /** How many cards were counted before their charges named them no more; within one day none counts twice. */
    gone: createGoneReader(db),

    /** Cards that a machine gave something; `isServed`: of the vends alone whose time is known. */
    *given(machine: string, fromMs: number, toMs: number, isServed: boolean): Generator<SeenCard> {
      for (const row of (isServed ? served : vends).iterate(machine, fromMs, toMs))
        yield { ...row, reason: '' };
    },

    /** Cards that asked and got nothing, from the requests that are kept, by what the books of refusals call their product. */
    *refused(fromMs: number, toMs: number): Generator<SeenCard> {
      for (const row of requests.iterate(firstFrom(fromMs))) {
        const { at, machine, reason, keyId } = row;
        // What machines gave while cut off was written down later, and was no refusal.
        if (row.offline === 1) continue;
        if (at >= toMs) break;
        if (at < fromMs || reason === null || keyId === erasedKey) continue;
        const product = isKnown(row.product, at) ? row.product : '';
        for (const { card } of unpackCards(row.cards))
          if (card !== undefined) yield { machine, product, reason, keyId, card };
      }
    },
  };
}
export type CardReader = ReturnType<typeof createCardReader>;
