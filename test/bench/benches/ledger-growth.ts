import { statSync } from 'node:fs';
import { loadKeys } from '../../../server/keys/key-file.ts';
import { pseudonymise } from '../../../server/keys/pseudonyms.ts';
import { createGroupCommit } from '../../../server/store/group-commit.ts';
import { databasePath, openDatabase } from '../../../server/store/open.ts';
import { createOperations } from '../../../server/store/operations.ts';
import type { Answer } from '../../../server/store/wire.ts';
import { unheldPolicy } from '../../support/unheld-policy.ts';
import { type BulkSize, fillLedger, loadedCard } from '../bulk-ledger.ts';
import type { Findings } from '../figures.ts';
import { authorizeText, txnOf } from '../load/words.ts';
import { benchFolder, enrolMany } from '../subject.ts';
import { runs } from './under-test.ts';

const machines = 300;
const small: BulkSize = { cards: 100_000, vends: 150_000, machines };
const large: BulkSize = { cards: 10_000_000, vends: 15_000_000, machines };
/** Decisions of a run, and before the first one. */
const decisions = 6_000;
const warm = 6_000;
/** Decisions that share a commit under load (group-commit.ts). */
const group = 20;

/** What a decision costs in a ledger of ten million cards and thirty million entries, beside one of a hundredth of that. */
export async function ledgerGrowth(): Promise<Findings> {
  const [floor, grown] = [await ledgerOf(small), await ledgerOf(large)];
  try {
    const measured = [1, group].map((size) => ({ size, floor: [] as number[], runs: [] as number[] }));
    for (let run = 0; run < runs; run++)
      for (const one of measured) {
        one.floor.push(floor.cost(one.size));
        one.runs.push(grown.cost(one.size));
      }
    const perEntry = (grown.bytes - floor.bytes) / ((large.vends - small.vends) * 2);
    return {
      figures: measured.map(({ size, ...told }) => ({
        name: size === 1 ? 'a decision alone, on the disk' : `a decision of ${size} in one commit`,
        unit: 'µs',
        ...told,
      })),
      notes: [
        `${large.cards.toLocaleString('en')} cards, ${(large.vends * 2).toLocaleString('en')} entries: ${(grown.bytes / 2 ** 30).toFixed(1)} GiB, ${Math.round(perEntry)} bytes an entry with all that follows from it; filled in ${Math.round(grown.seconds)} s`,
        `the first ${(warm / 3).toLocaleString('en')} decisions alone, before the cards had been read once: ${Math.round(grown.firstUs)} µs each, and ${Math.round(floor.firstUs)} in the small ledger`,
        `of ${grown.asked.toLocaleString('en')} decisions ${Math.round((100 * grown.refused()) / grown.asked)} % were refusals, and ${Math.round((100 * floor.refused()) / floor.asked)} % in the small ledger`,
      ],
    };
  } finally {
    floor.remove();
    grown.remove();
  }
}

/** A ledger of a size, in this process, with a way to ask it. */
async function ledgerOf(size: BulkSize) {
  const folder = benchFolder();
  const startedMs = performance.now();
  enrolMany(folder.path, machines);
  const keys = await loadKeys(folder.path);
  fillLedger(folder.path, keys, size, (what) => process.stderr.write(`${size.cards} cards: ${what}\n`));
  const seconds = (performance.now() - startedMs) / 1000;
  const { size: bytes } = statSync(databasePath(folder.path));
  const db = openDatabase(folder.path, 'wall');
  const operations = createOperations(db, keys);
  operations.adoptPolicy(unheldPolicy, Date.now());
  const commit = createGroupCommit(db, operations as Record<string, (...args: unknown[]) => unknown>);
  let [asked, refused] = [0, 0];

  /** A question at the next machine: every second one of a card that was there before. */
  function question() {
    const machine = asked % machines;
    const txn = txnOf(machine, asked);
    const request = JSON.parse(authorizeText(machine, asked, txn, 200_000 + asked));
    const known = loadedCard(Math.floor(Math.random() * size.cards));
    const cards = asked % 2 === 0 ? [{ scheme: 'uid', id: known, entry: 'tap' }] : request.cards;
    const hidden = pseudonymise(keys, { ...request, cards });
    const id = `bench-${String(machine).padStart(5, '0')}`;
    return {
      id: asked++,
      name: 'authorize',
      args: [{ ...request, ...hidden, machine: id, nowMs: Date.now() }],
    };
  }

  function ask(count: number, inOne: number): number {
    let spentMs = 0;
    for (let done = 0; done < count; done += inOne) {
      const calls = Array.from({ length: inOne }, question);
      const beganMs = performance.now();
      const answers = commit(calls);
      spentMs += performance.now() - beganMs;
      for (const answer of answers) note(answer);
    }
    return (spentMs * 1000) / count;
  }

  function note({ value, fault }: Answer): void {
    const { verdict, reason } = (value ?? {}) as { verdict?: string; reason?: string };
    // A fast wrong answer is no figure.
    if (fault !== undefined || (verdict !== 'grant' && reason !== 'quota'))
      throw new Error(`a decision went wrong: ${JSON.stringify(fault ?? value)}`);
    if (verdict === 'refuse') refused++;
  }

  // A server that has run for weeks has met its cards; one that was just filled, or started, reads the disk for each.
  const firstUs = ask(warm / 3, 1);
  db.prepare('SELECT SUM(length(card)) FROM usage INDEXED BY usage_of_card').get();
  ask(warm, group);
  return {
    ...{ bytes, seconds, firstUs },
    get asked() {
      return asked;
    },
    refused: () => refused,
    cost: (inOne: number) => ask(decisions, inOne),
    remove() {
      db.close();
      folder.remove();
    },
  };
}
