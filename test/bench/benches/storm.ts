import { loadKeys } from '../../../server/keys/key-file.ts';
import type { Findings } from '../figures.ts';
import { startLoad } from '../load/orders.ts';
import { anyKey, type Storm } from '../load/storm.ts';
import { benchToken, rssOf, type Subject } from '../subject.ts';
import { type BenchOptions, onFloor, onServer, runs } from './under-test.ts';

/** Machines that come back at once, and vends of each that it has to tell: two journal entries a vend. */
const machines = 5_000;
const vendsEach = 10;
/** Others, connected before, that ask meanwhile: decisions a second. */
const askers = 500;
const askedPerSecond = 100;
/** They ask until they are halted; this is far beyond any storm. */
const askMs = 10 * 60_000;
const warmMs = 2_000;

/** Thousands of machines come back at once with what they could not tell, while others go on asking. */
export async function storm(options: BenchOptions): Promise<Findings> {
  const [server, floor] = [[] as Outcome[], [] as Outcome[]];
  for (let run = 0; run < runs; run++) {
    floor.push(await onFloor((subject) => stormOn(subject, { acksCount: false, sealKey: anyKey() })));
    server.push(
      await onServer(machines + askers, options, async (subject, dataDir) => {
        const { id, publicKey } = (await loadKeys(dataDir)).seal;
        return stormOn(subject, { acksCount: true, sealKey: { key: id, publicKey } });
      }),
    );
  }
  const figure = (name: string, unit: string, of: (outcome: Outcome) => number) => ({
    ...{ name, unit },
    ...{ runs: server.map(of), floor: floor.map(of) },
  });
  return {
    figures: [
      figure(
        `${machines.toLocaleString('en')} machines, all drained`,
        's',
        ({ drainedMs }) => drainedMs / 1000,
      ),
      figure('decisions meanwhile, p50', 'ms', ({ p50 }) => p50),
      figure('decisions meanwhile, p99', 'ms', ({ p99 }) => p99),
      figure('memory a machine', 'KiB', ({ bytesEach }) => bytesEach / 1024),
    ],
    notes: [`connections made again: ${server.map(({ again }) => again).join(', ')}`],
  };
}

interface Outcome {
  readonly drainedMs: number;
  readonly p50: number;
  readonly p99: number;
  readonly bytesEach: number;
  readonly again: number;
}

async function stormOn(
  subject: Subject,
  { acksCount, sealKey }: { acksCount: boolean; sealKey: Storm['sealKey'] },
): Promise<Outcome> {
  const target = { port: subject.mqttPort, token: benchToken, acksCount };
  const [asking, coming] = [startLoad(), startLoad()];
  await asking.order({ do: 'connect', first: machines, count: askers, target });
  await asking.order({ do: 'steady', perSecond: askedPerSecond, forMs: warmMs });
  const memory = () => Object.values(subject.pids).reduce((sum, pid) => sum + rssOf(pid), 0);
  const before = memory();
  let asked: Promise<{ waits: { p50: number; p99: number } }> | undefined;
  const storm: Storm = { first: 0, count: machines, vendsEach, target, sealKey };
  const { ms, again } = await coming.order({ do: 'storm', ...storm }, () => {
    asked = asking.order({ do: 'steady', perSecond: askedPerSecond, forMs: askMs });
  });
  asking.halt();
  const waits = (await asked)?.waits ?? { p50: Number.NaN, p99: Number.NaN };
  const bytesEach = (memory() - before) / machines;
  await Promise.all([asking.end(), coming.end()]);
  return { drainedMs: ms, p50: waits.p50, p99: waits.p99, bytesEach, again };
}
