import { hash } from 'node:crypto';
import { type Db, readSetting, writeSetting } from '../store/open.ts';
import { completePolicy, defaultPolicy } from './default.ts';
import type { Policy, PolicyDocument } from './document.ts';

interface Row {
  readonly version: number;
  readonly document: string;
}

/** A version as it was published. Instants in ms since 1970. */
export interface PublishedPolicy {
  readonly version: number;
  readonly effectiveAtMs: number;
  /** Null: it was the file of a server that was started with it. */
  readonly publishedAtMs: number | null;
  readonly publisher: string;
  readonly note: string;
  /** As it was written: what a city left out is left out here too. */
  readonly document: PolicyDocument;
}

/** What is published, from when on, by whom and why. `id`: the idempotency key, a UUID. */
export interface Publication {
  readonly id: string;
  readonly document: PolicyDocument;
  readonly effectiveAtMs: number;
  readonly nowMs: number;
  readonly publisher: string;
  readonly note: string;
}

/**
 * The numbered policies. Each is immutable; in force is the one whose moment came last, and of several for one moment the
 * one that was published last.
 */
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
  const published = db.prepare<[], Omit<PublishedPolicy, 'document'> & { document: string }>(
    `SELECT version, effective_at AS effectiveAtMs, published_at AS publishedAtMs, publisher, note, document
     FROM policies ORDER BY version DESC`,
  );
  const insert = db.prepare(
    'INSERT INTO policies (effective_at, document, published_at, publisher, note, order_id) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const ofOrder = db.prepare<[string], number>('SELECT version FROM policies WHERE order_id = ?').pluck();
  const read = (row: Row): Policy => ({ version: row.version, ...completePolicy(JSON.parse(row.document)) });
  let cached: Policy | undefined;

  // A clock that was set back behind the first policy must not leave a city without any.
  const versionAt = (nowMs: number): number | undefined => at.get(Math.floor(nowMs)) ?? first.get();

  const current = (nowMs: number): Policy | undefined => {
    const version = versionAt(nowMs);
    if (version === undefined) return undefined;
    if (cached?.version !== version) cached = read(one.get(version) as Row);
    return cached;
  };

  return {
    /** The number of the policy in force at an instant. */
    versionAt,
    /** The policy in force at an instant. */
    current,

    /** The policy of a number, as it was when it decided; undefined where there is none. */
    numbered(version: number): Policy | undefined {
      const row = one.get(version);
      return row && read(row);
    },
    /** The policy in force at an instant, and those that are planned for later. */
    fromNowOn: (nowMs: number): Policy[] => {
      const inForce = versionAt(nowMs);
      return published
        .all()
        .filter(({ version, effectiveAtMs }) => version === inForce || effectiveAtMs > nowMs)
        .map(read);
    },
    /** Every policy that ever was in force, the newest first. */
    all: (): Policy[] => all.all().map(read),

    /** Every version with its publication, the newest first. */
    published: (): PublishedPolicy[] =>
      published.all().map((row) => ({ ...row, document: JSON.parse(row.document) as PolicyDocument })),

    /** Makes a document the policy from an instant on, under the next number, which it returns. */
    publish({ id, document, effectiveAtMs, nowMs, publisher, note }: Publication): number {
      const [from, at, text] = [Math.floor(effectiveAtMs), Math.floor(nowMs), JSON.stringify(document)];
      return Number(insert.run(from, text, at, publisher, note, id).lastInsertRowid);
    },
    /** The version that was made of a publication; undefined where there was none of this key. */
    versionOf: (id: string): number | undefined => ofOrder.get(id),

    /**
     * Makes a server's policy file the policy from now on, unless it is the file of the start before: what was published
     * since then stays in force. Without a file all stays as it is, and where there is none the default begins.
     */
    adopt(file: PolicyDocument | undefined, nowMs: number): Policy {
      if (file === undefined && at.get(Math.floor(nowMs)) !== undefined) return current(nowMs) as Policy;
      const text = JSON.stringify(file ?? defaultPolicy);
      const mark = hash('sha256', text);
      const kept = readSetting(db, 'policy-file');
      const version = at.get(Math.floor(nowMs));
      // A ledger from before files were remembered: it is the one in force that tells.
      const isKnown = kept === undefined ? documentOf(version) === text : kept === mark;
      if (version === undefined || !isKnown) insert.run(Math.floor(nowMs), text, null, '', '', null);
      if (kept !== mark) writeSetting(db, 'policy-file', mark);
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

  function documentOf(version: number | undefined): string | undefined {
    return version === undefined ? undefined : one.get(version)?.document;
  }
}
export type PolicyStore = ReturnType<typeof createPolicyStore>;
