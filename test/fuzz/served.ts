import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createMachineStore, hashToken } from '../../server/fleet/machine-store.ts';
import { openDatabase } from '../../server/store/open.ts';
import { machineClient, machineJournal } from '../support/machine-client.ts';
import { startServerProcess } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { unheldPolicy } from '../support/unheld-policy.ts';

export const token = 'a-token-of-every-machine-in-this-test';
/** With all the memory that it might take, a server collects its garbage late: what is kept for good would not show. */
const smallHeap = '--max-old-space-size=96 --max-semi-space-size=4';
/** A machine waits this long for a decision and then goes on under its offline rule (mqtt.md, authorize). */
const decisionMs = 3_000;

/** A server process with some machines, and a machine among them that does only what it should. */
export async function servedCity(ids: readonly string[]) {
  const dataDir = tempFolder();
  const db = openDatabase(dataDir, 'wall');
  const machines = createMachineStore(db);
  const common = { lat: null, lon: null, district: 'Konak', language: 'en', slots: null } as const;
  for (const id of ['honest-01', ...ids])
    machines.enrol({ id, name: id, ...common, enrolledAtMs: Date.now(), tokenHash: hashToken(token) });
  db.close();
  // Where the pages would be, so that they are not what is missing.
  mkdirSync(join(dataDir, 'no-pages'));
  writeFileSync(join(dataDir, 'no-pages', 'index.html'), '<!doctype html><title>Maskfleet</title>');
  const policy = join(dataDir, 'unheld.yaml');
  writeFileSync(policy, stringify(unheldPolicy));
  const argv = ['--influx', 'off', '--policy', policy];
  const server = await startServerProcess(dataDir, argv, { NODE_OPTIONS: smallHeap });
  const honest = await machineClient(server.mqttPort, 'honest-01', token);
  const journal = machineJournal();
  let ending = false;
  let vends = 0;
  let slowestMs = 0;

  /** Vends after vend, each of a card of its own, until it is told to end. */
  async function serve(): Promise<void> {
    while (!ending) {
      const id = `04${(++vends).toString(16).padStart(12, '0')}`;
      const question = honest.question({
        cards: [{ scheme: 'uid', id, entry: 'tap' }],
        epoch: journal.epoch,
      });
      const askedAt = performance.now();
      await honest.publish('authorize', question);
      const decision = await honest.decisionOf(question.txn);
      slowestMs = Math.max(slowestMs, performance.now() - askedAt);
      if (decision.verdict !== 'grant')
        throw new Error(`the honest machine was answered ${JSON.stringify(decision)}`);
      const common = { txn: question.txn, slot: 0, product: 'adult', requested: 1 };
      const entries = journal.write(
        { type: 'vend.started', ...common, vendCounter: vends - 1, authority: 'online', cards: [] },
        { type: 'vend.completed', ...common, dispensed: 1, fault: 0, vendCounter: vends },
      );
      await honest.publish('journal', journal.message(entries));
      await honest.acked(journal.epoch, vends * 2);
    }
  }
  const served = serve();
  // Its failure is told when it ends, not as an error that nobody waits for.
  served.catch(() => {});

  return {
    server,
    dataDir,
    /** Bytes of memory that the server's process holds. */
    residentBytes: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) * 1024,
    /** Ends the honest machine's day; rejects where it was not served. */
    async end() {
      ending = true;
      await served;
      const books = openDatabase(dataDir, undefined);
      const booked = books
        .prepare("SELECT COUNT(*) FROM vends WHERE machine = 'honest-01' AND late = 0")
        .pluck()
        .get();
      books.close();
      return { vends, booked, inTime: slowestMs < decisionMs };
    },
  };
}
