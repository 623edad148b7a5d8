import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { createMachineStore, hashToken } from '../../server/fleet/machine-store.ts';
import { openDatabase } from '../../server/store/open.ts';
import { unheldPolicy } from '../support/unheld-policy.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The token of every machine of a bench. */
export const benchToken = 'the-token-of-a-bench';

/** What is measured: one program that machines connect to, and its processes by name. */
export interface Subject {
  readonly mqttPort: number;
  readonly url: string;
  readonly pids: Readonly<Record<string, number>>;
  /** Rejects when the program ends although nobody asked it to. */
  readonly died: Promise<never>;
  stop(): Promise<void>;
}

/** The type of a file system that is only memory (Linux, TMPFS_MAGIC). */
const tmpfs = 0x01021994;

/** A new data folder on a real disk: below the checkout, in a folder that git ignores. */
export function benchFolder(): { path: string; remove(): void } {
  const parent = join(root, 'data');
  mkdirSync(parent, { recursive: true });
  if (statfsSync(parent).type === tmpfs)
    throw new Error(`${parent} is only memory: an fsync there costs nothing, and the figures would be none`);
  const path = mkdtempSync(join(parent, 'bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Enrols `count` machines, numbered from 0, before a server runs on the folder. */
export function enrolMany(dataDir: string, count: number): void {
  const db = openDatabase(dataDir, undefined);
  const machines = createMachineStore(db);
  const common = { lat: null, lon: null, district: 'Konak', language: 'en', slots: null } as const;
  const enrolled = { enrolledAtMs: Date.now(), tokenHash: hashToken(benchToken) };
  db.transaction(() => {
    for (let number = 0; number < count; number++) {
      const id = `bench-${String(number).padStart(5, '0')}`;
      machines.enrol({ id, name: id, ...common, ...enrolled });
    }
  })();
  db.close();
}

/** Options of Node for the measured processes: a CPU profile of each is written where a folder is named. */
const profiling = (folder: string | undefined) =>
  folder === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', folder];

/** Starts the real server on a data folder. */
export async function startServerSubject(
  dataDir: string,
  options: { influx?: string; profile?: string | undefined } = {},
): Promise<Subject> {
  const policy = join(dataDir, 'bench.yaml');
  writeFileSync(policy, stringify(unheldPolicy));
  const argv = ['--data', dataDir, '--policy', policy, '--http', '127.0.0.1:0', '--mqtt', '127.0.0.1:0'];
  const parts = ['--influx', options.influx ?? 'off', '--pages', join(dataDir, 'no-pages')];
  const script = join(root, 'server/bin/server.js');
  const child = spawn(process.execPath, [...profiling(options.profile), script, ...argv, ...parts], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let ledger = 0;
  const serving = await firstLine(child, (line) => {
    if (typeof line.ledger === 'number') ledger = line.ledger;
    return line.msg === 'serving';
  });
  return {
    mqttPort: Number(new URL(String(serving.mqtt)).port),
    url: String(serving.http),
    pids: { server: child.pid ?? 0, ledger },
    ...lifeOf(child),
  };
}

/** The floor: a broker of the library as it is, or one whose routing is cut out (floor/bare-broker.ts). */
export type FloorKind = 'plain' | 'cut';

/** Starts the floor of the vend bench. */
export async function startFloorSubject(kind: FloorKind): Promise<Subject> {
  const script = fileURLToPath(new URL('./floor/bare-broker.ts', import.meta.url));
  const child = spawn(process.execPath, [script, kind], { stdio: ['ignore', 'pipe', 'inherit'] });
  const listening = await firstLine(child, ({ mqttPort }) => mqttPort !== undefined);
  return {
    mqttPort: Number(listening.mqttPort),
    url: '',
    pids: { broker: child.pid ?? 0 },
    ...lifeOf(child),
  };
}

function lifeOf(child: ChildProcess): Pick<Subject, 'died' | 'stop'> {
  let asked = false;
  const ended = once(child, 'close');
  const died = new Promise<never>((_, reject) => {
    void ended.then(([code, signal]) => {
      if (!asked) reject(new Error(`the measured program has ended with ${signal ?? code}`));
    });
  });
  // Whoever measures looks at it; where nobody does at that moment, it is no fault of this process.
  died.catch(() => {});
  return {
    died,
    async stop() {
      asked = true;
      child.kill('SIGTERM');
      await ended;
    },
  };
}

type Line = Readonly<Record<string, unknown>>;

/** The first line of JSON that is wanted; what comes later is read and dropped. */
function firstLine(child: ChildProcess, wanted: (line: Line) => boolean): Promise<Line> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the program ended at once with ${code}`)));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Line;
      if (wanted(line)) resolve(line);
    });
  });
}

/** CPU time of a process so far, in ms (proc(5), stat: utime and stime, in hundredths of a second). */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Memory of a process that is in RAM, in bytes (proc(5), status: VmRSS). */
export function rssOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
