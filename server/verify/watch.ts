import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../store/client.ts';
import type { Finding } from './finding.ts';

/** How often a running server holds its own books. */
const everyMs = 3_600_000;
const program = fileURLToPath(new URL('../bin/server.js', import.meta.url));

/** Runs `verify` on a data folder and gives what it found. Another process: it reads everything, and nobody waits for it. */
export function runVerify(
  dataDir: string,
  influxUrl: string | undefined,
  stopping: AbortSignal,
): Promise<Finding[]> {
  const argv = [program, 'verify', '--json', '--data', dataDir, '--influx', influxUrl ?? 'off'];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'], signal: stopping });
    const findings: Finding[] = [];
    let complaint = '';
    // Decisions come first on a board with few cores.
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    createInterface({ input: child.stdout }).on('line', (line) => findings.push(JSON.parse(line) as Finding));
    child.stderr.on('data', (bytes: Buffer) => {
      complaint = `${complaint}${bytes.toString()}`.slice(-500);
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 || (code === 1 && findings.length > 0)
        ? resolve(findings)
        : reject(new Error(complaint.trim())),
    );
  });
}

/** Holds the ledger's promises every hour, and raises an alarm where one is broken: a difference is never papered over. */
export function createWatch(deps: {
  clock: Clock;
  store: Pick<Store, 'call'>;
  metrics: Metrics;
  log: Logger;
  /** The ledger's own time, for the alarm. */
  now: () => number;
  verify: (stopping: AbortSignal) => Promise<Finding[]>;
}) {
  const { clock, store, metrics, log } = deps;
  const stopping = new AbortController();
  let timer: Timer | undefined;
  let running: Promise<void> | undefined;
  let breached = 0;
  metrics.breaches(() => breached);

  async function look(): Promise<void> {
    try {
      const findings = await deps.verify(stopping.signal);
      const broken = findings.filter((finding) => finding.breached > 0);
      breached = broken.reduce((sum, finding) => sum + finding.breached, 0);
      for (const { invariant, breaches, breached: count } of broken) {
        log.error({ invariant, count, breaches }, 'the books break a promise');
        const detail = `${invariant}: ${count} times, first ${breaches[0] ?? ''}`;
        await store.call('alarmRaise', deps.now(), { kind: 'books-broken', machine: undefined, detail });
      }
      if (broken.length === 0)
        log.info({ looked: findings.map((finding) => finding.looked) }, 'the books hold');
    } catch (error) {
      if (!stopping.signal.aborted) log.warn({ error: messageOf(error) }, 'the books could not be verified');
    }
    start();
  }

  function start(): void {
    if (stopping.signal.aborted) return;
    timer = clock.after(everyMs, () => {
      running = look();
    });
  }

  return {
    /** The first look is an hour from now: what has just started has more to do. */
    start,
    async stop(): Promise<void> {
      stopping.abort();
      timer?.cancel();
      await running;
    },
  };
}
export type Watch = ReturnType<typeof createWatch>;
