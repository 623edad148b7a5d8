import type { WhatIf } from '../../protocol/http/what-if.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import { dateOf, datePlus, midnightOf } from '../analytics/steps.ts';
import { createListStore } from '../lists/list-store.ts';
import { completePolicy } from '../policy/default.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { createPolicyStore } from '../policy/policy-store.ts';
import { reachOf, type Usage } from '../policy/room.ts';
import type { Db } from '../store/open.ts';
import { createReplay } from './replay.ts';
import { createRequestReader } from './request-log.ts';
import { createTally } from './tally.ts';

/** Which policy is tried on what. [fromMs, toMs); `tell` hears now and then how many of how many requests are done. */
export interface Trial {
  readonly document: PolicyDocument;
  readonly fromMs: number;
  readonly toMs: number;
  /** What tells of fewer cards is not told. */
  readonly minCards: number;
  readonly tell?: (done: number, of: number) => void;
}

const tellEvery = 100_000;

/**
 * Tries a policy on the requests of a period: what each would have got, beside what it got. It only reads, and a million requests
 * take it most of a minute, so it has a process of its own.
 */
export function whatIf(db: Db, { document, fromMs, toMs, minCards, tell = () => {} }: Trial): WhatIf {
  // No version: it was never published.
  const policy = { version: 0, ...completePolicy(document) };
  const log = createRequestReader(db);
  const policies = createPolicyStore(db);
  const span = log.span();
  const since = span !== undefined && span.firstMs > fromMs ? instantOf(span.firstMs) : null;
  const replay = createReplay({
    policy,
    historyBefore: historyReader(db, reachOf(policy, fromMs), fromMs),
    listsWith: createListStore(db).listsWith,
  });
  const tally = createTally(minCards);
  const district = districtReader(db);
  const date = dateReader(policy.timeZone);
  const happenedPieces = remember((product: string) => policies.piecesOf(product) ?? 1);
  const wouldPieces = new Map(policy.products.map(({ id, pieces }) => [id, pieces]));
  const strangers = new Set<string>();
  const of = log.count(fromMs, toMs);
  let done = 0;
  for (const request of log.within(fromMs, toMs)) {
    const would = replay.take(request);
    const { product, given } = request;
    if (!wouldPieces.has(product)) strangers.add(product);
    // What a machine gave by itself it gave, whatever the other policy knows of the product.
    const each = request.isOffline ? happenedPieces(product) : (wouldPieces.get(product) ?? 0);
    tally.add({
      ...{ request, would, district: district(request.machine), date: date(request.atMs) },
      happenedMasks: given * happenedPieces(product),
      wouldMasks: would.given * each,
    });
    if (++done % tellEvery === 0) tell(done, of);
  }
  return {
    ...{ from: instantOf(fromMs), to: instantOf(toMs), since },
    ...tally.result(),
    assumed: replay.assumed,
    products: [...strangers].sort(),
  };
}

/** What counted against a card before an instant; debts of before that lie behind it are left out, as nothing tells when they arose. */
function historyReader(db: Db, sinceMs: number, untilMs: number): (card: Uint8Array) => Usage[] {
  const rows = db.prepare<[Uint8Array, number, number], Usage>(
    'SELECT at AS atMs, product, pieces FROM usage WHERE card = ? AND at >= ? AND at < ?',
  );
  return (card) => rows.all(card, sinceMs, untilMs);
}

function districtReader(db: Db): (machine: string) => string {
  const rows = db.prepare<[], { id: string; district: string }>('SELECT id, district FROM machines').all();
  const known = new Map(rows.map(({ id, district }) => [id, district]));
  return (machine) => known.get(machine) ?? '';
}

/** Local dates of instants that come in their order: the calendar is asked once a day. */
function dateReader(timeZone: string): (atMs: number) => string {
  let [date, startMs, endMs] = ['', 0, 0];
  return (atMs) => {
    if (atMs < startMs || atMs >= endMs) {
      date = dateOf(atMs, timeZone);
      startMs = midnightOf(date, timeZone) ?? atMs;
      endMs = midnightOf(datePlus(date, 1), timeZone) ?? atMs;
    }
    return date;
  };
}

function remember<T>(find: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    if (!known.has(key)) known.set(key, find(key));
    return known.get(key) as T;
  };
}
