import type { Db } from '../store/open.ts';
import { completePolicy } from './default.ts';
import type { Policy, PolicyDocument } from './document.ts';

interface Row {
  readonly version: number;
  readonly document: string;
}

/** The numbered policies; each is immutable once it was adopted. */
export function createPolicyStore(db: Db) {
  // The number alone: it is asked with every question, and the document is long.
  const at = db
    .prepare<[number], number>(
      'SELECT version FROM policies WHERE effective_at <= ? ORDER BY effective_at DESC, version DESC LIMIT 1',
    )
    .pluck();
  const first = db
    .prepare<[], number>('SELECT version FROM policies ORDER BY effective_at, version DESC LIMIT 1')
    .pluck();
  const one = db.prepare<[number], Row>('SELECT version, document FROM policies WHERE version = ?');
  const all = db.prepare<[], Row>('SELECT version, document FROM policies ORDER BY version DESC');
  const insert = db.prepare('INSERT INTO policies (effective_at, document) VALUES (?, ?)');
  const read = (row: Row): Policy => ({ version: row.version, ...completePolicy(JSON.parse(row.document)) });
  let cached: Policy | undefined;

  const current = (nowMs: number): Policy | undefined => {
    // A clock that was set back behind the first policy must not leave a city without any.
    const version = at.get(Math.floor(nowMs)) ?? first.get();
    if (version === undefined) return undefined;
    if (cached?.version !== version) cached = read(one.get(version) as Row);
    return cached;
  };

  return {
    /** The policy in force at an instant. */
    current,

    /** The policy of a number, as it was when it decided; undefined where there is none. */
    numbered(version: number): Policy | undefined {
      const row = one.get(version);
      return row && read(row);
    },
    /** Every policy that ever was in force, the newest first. */
    all: (): Policy[] => all.all().map(read),

    /** Makes a document the policy from now on, under a new number unless it is the one in force already. */
    adopt(document: PolicyDocument, nowMs: number): Policy {
      const text = JSON.stringify(document);
      const version = at.get(Math.floor(nowMs));
      const now = version === undefined ? undefined : one.get(version);
      if (now?.document !== text) insert.run(Math.floor(nowMs), text);
      return current(nowMs) as Policy;
    },

    /** Masks in an item of a product, in the newest policy that knows it. */
    piecesOf(product: string): number | undefined {
      const inForce = cached?.products.find((one) => one.id === product);
      if (inForce) return inForce.pieces;
      for (const row of all.all()) {
        const found = read(row).products.find((one) => one.id === product);
        if (found) return found.pieces;
      }
      return undefined;
    },
  };
}
export type PolicyStore = ReturnType<typeof createPolicyStore>;
