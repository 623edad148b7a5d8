import type { Findings } from '../figures.ts';
import { startLoad } from '../load/orders.ts';
import { benchToken, cpuMsOf, type Subject } from '../subject.ts';
import { type BenchOptions, onFloor, onServer, runs } from './under-test.ts';

/** A server that has run for a while: its code is compiled by then, which takes a tenth of two cores for the first seconds. */
const warmMs = 10_000;
const windowMs = 5_000;
/** The steady load of the decisions' waits, in vends a second, and the machines that it comes from. */
const steadyPerSecond = 500;
const steadyMachines = 1_000;
const steadyMs = 10_000;

/** Whole durable vend cycles over MQTT, and how long decisions take at a steady rate, beside a bare broker. */
export async function vend(options: BenchOptions): Promise<Findings> {
  const closed = [];
  for (const machines of [50, 1_000]) {
    const [server, floor, cut] = [[] as Cycles[], [] as Cycles[], [] as Cycles[]];
    for (let run = 0; run < runs; run++) {
      cut.push(await onFloor((subject) => cyclesOf(subject, machines, false), 'cut'));
      floor.push(await onFloor((subject) => cyclesOf(subject, machines, false)));
      server.push(await onServer(machines, options, (subject) => cyclesOf(subject, machines, true)));
    }
    closed.push({ machines, server, floor, cut });
  }
  const [server, floor] = [[] as Waits[], [] as Waits[]];
  for (let run = 0; run < runs; run++) {
    floor.push(await onFloor((subject) => waitsOf(subject, false)));
    server.push(await onServer(steadyMachines, options, (subject) => waitsOf(subject, true)));
  }
  const quantile = (name: string, of: 'p50' | 'p99' | 'p999') => ({
    name: `decision at ${steadyPerSecond} vends/s, ${name}`,
    unit: 'ms',
    runs: server.map((waits) => waits[of]),
    floor: floor.map((waits) => waits[of]),
  });
  return {
    figures: [
      ...closed.flatMap(({ machines, server, floor, cut }) =>
        [
          { of: '', against: floor },
          { of: ', of a floor without its routing', against: cut },
        ].map(({ of, against }) => ({
          name: `vend cycles, ${machines.toLocaleString('en')} machines${of}`,
          unit: '1/s',
          runs: server.map(({ perSecond }) => perSecond),
          floor: against.map(({ perSecond }) => perSecond),
        })),
      ),
      ...[quantile('p50', 'p50'), quantile('p99', 'p99'), quantile('p99.9', 'p999')],
    ],
    notes: closed.flatMap(({ machines, server, floor }) => [
      `${machines} machines, cores in use: ${shares(server)}; floor: ${shares(floor)}`,
    ]),
  };
}

interface Cycles {
  readonly perSecond: number;
  /** Cores that each process used, by its name. */
  readonly cores: Readonly<Record<string, number>>;
}

type Waits = Readonly<Record<'p50' | 'p99' | 'p999', number>>;

async function cyclesOf(subject: Subject, machines: number, acksCount: boolean): Promise<Cycles> {
  const load = startLoad();
  const target = { port: subject.mqttPort, token: benchToken, acksCount };
  await load.order({ do: 'connect', first: 0, count: machines, target });
  const before = new Map<string, number>();
  const used: Record<string, number> = {};
  const closed = await load.order({ do: 'closed', warmMs, windowMs }, () => {
    for (const [name, pid] of Object.entries(subject.pids)) before.set(name, cpuMsOf(pid));
  });
  // What the load still had under way after its window is a few ms of some seconds.
  for (const [name, pid] of Object.entries(subject.pids))
    used[name] = (cpuMsOf(pid) - (before.get(name) ?? 0)) / closed.ms;
  await load.end();
  return {
    perSecond: (closed.cycles * 1000) / closed.ms,
    cores: { ...used, load: closed.cpuMs / closed.ms },
  };
}

async function waitsOf(subject: Subject, acksCount: boolean): Promise<Waits> {
  const load = startLoad();
  const target = { port: subject.mqttPort, token: benchToken, acksCount };
  await load.order({ do: 'connect', first: 0, count: steadyMachines, target });
  // The first second compiles; nobody waits for it.
  await load.order({ do: 'steady', perSecond: steadyPerSecond, forMs: warmMs });
  const { waits } = await load.order({ do: 'steady', perSecond: steadyPerSecond, forMs: steadyMs });
  await load.end();
  return waits;
}

function shares(cycles: readonly Cycles[]): string {
  const names = Object.keys(cycles[0]?.cores ?? {});
  const mean = (name: string) =>
    cycles.reduce((sum, { cores }) => sum + (cores[name] ?? 0), 0) / cycles.length;
  return names.map((name) => `${name} ${mean(name).toFixed(2)}`).join(', ');
}
