import { mend, order, visit } from './acts.ts';
import { faults } from './faults.ts';
import { breachesOf, numbersFound } from './invariants.ts';
import type { SimulatedMachine } from './machine.ts';
import { type Act, createWorld, type World } from './world.ts';

/** Each seed has at least this much in it. */
const least = { vends: 100, faults: 5 } as const;
/** A seed that gives no more vends is ended here, and fails. */
const maxSteps = 2_000;
/** Quiet points of a seed, at which everything is held against the truth. */
const quietEvery = 40;
/** With everything working nothing may be open or on its way after this long. */
const drainMs = 240_000;

/** Every grant is dead after this long (policyOf). */
const grantMs = 22_000;

/** How one seed went. */
export interface Outcome {
  readonly seed: number;
  readonly vends: number;
  readonly faults: ReadonlyMap<string, number>;
  readonly cases: ReadonlyMap<string, number>;
  /** Empty: all invariants held at every quiet point. */
  readonly breaches: readonly string[];
  /** Simulated time, in ms. */
  readonly simulatedMs: number;
}

/** Runs one seed to its end, or to its first breach. */
export async function runSeed(seed: number, tell?: (line: string) => void): Promise<Outcome> {
  const world = await createWorld(seed, tell);
  const done = new Map<string, number>();
  const vends = () => world.cases.get('vends') ?? 0;
  const faultCount = () => [...done.values()].reduce((sum, n) => sum + n, 0);
  let breaches: string[] = [];
  try {
    await world.drive(3_000);
    for (let step = 1; breaches.length === 0; step++) {
      await oneStep(world, done);
      const isEnough = vends() >= least.vends && faultCount() >= least.faults;
      if (isEnough || step % quietEvery === 0) breaches = await quietPoint(world);
      if (isEnough) break;
      if (step === maxSteps) breaches = [`only ${vends()} vends in ${maxSteps} steps`];
    }
    if (breaches.length === 0) breaches = numbersFound(world);
  } finally {
    world.end();
  }
  return {
    ...{ seed, breaches, faults: done, cases: world.cases },
    vends: vends(),
    simulatedMs: world.clock.monotonic(),
  };
}

/** Visits at some machines, and now and then a fault in the middle of them. */
async function oneStep(world: World, done: Map<string, number>): Promise<void> {
  const { pick, machines } = world;
  if (pick(3) === 0) await mend(world);
  if (pick(15) === 0) world.server.backUp();
  for (const machine of machines) if (pick(2) > 0) await visit(world, machine);
  await world.drive(pick(1_000));
  if (pick(3) === 0) {
    const names = Object.keys(faults);
    const name = names[pick(names.length - 1)] ?? '';
    const machine = machines[pick(machines.length - 1)];
    if (machine !== undefined) {
      world.trace(() => `fault: ${name} at ${machine.id}`);
      done.set(name, (done.get(name) ?? 0) + 1);
      await (faults[name] as Act)(world, machine);
    }
  }
  await world.drive(pick(pick(3) === 0 ? 9_000 : 1_500));
}

/** Mends everything, waits until all is delivered and settled, and looks at the books. */
async function quietPoint(world: World): Promise<string[]> {
  await mend(world);
  const isAsked = world.pick(3) > 0;
  for (let waited = 0; waited < drainMs; waited += 2_000) {
    await world.drive(2_000);
    // A machine says by itself within a minute that a grant is dead; an operator's `report` makes it say so at once.
    if (isAsked && waited === grantMs)
      for (const machine of world.machines) void order(world, machine, 'report', {});
    const quarantined = quarantinedOf(world);
    if (quarantined.length > 0) return quarantined;
    if (openOf(world).length > 0) continue;
    for (const { inDoubt } of unsettled(world)) if (inDoubt) world.note('in doubt');
    const breaches = breachesOf(world);
    if (world.pick(1) === 0) world.server.backUp();
    return breaches;
  }
  // Every invariant speaks of drained journals and books, so what never drains breaks them all.
  return openOf(world).map((what) => `I4 still open after ${drainMs / 60_000} min: ${what}`);
}

/** Machines that are quarantined are left out from now on; one whose disk was never put back must not be. */
function quarantinedOf({ server, machines, odd }: World): string[] {
  const ids = server.db.prepare('SELECT id FROM machines WHERE quarantined = 1').pluck().all() as string[];
  for (const id of ids) odd.set(id, 'quarantined');
  return machines
    .filter(({ id, diskChanges }) => odd.has(id) && diskChanges === 0)
    .map(({ id }) => `I1 ${id} is quarantined, and its disk was never put back`);
}

/** What is still on its way, or undecided. */
function openOf(world: World): string[] {
  const { server, machines, odd } = world;
  const { db } = server;
  const acked = db.prepare('SELECT acked FROM epochs WHERE machine = ? AND epoch = ?').pluck();
  const found: string[] = [];
  for (const machine of machines) {
    if (odd.has(machine.id)) continue;
    const last = machine.lastEntry();
    const told = acked.get(machine.id, machine.epoch()) as number | undefined;
    if (last !== undefined && told !== last.seq) found.push(`${machine.id} has told ${told} of ${last.seq}`);
    if (machine.dispenser.status().vendRunning) found.push(`${machine.id} turns`);
    for (const { last } of machine.dispenser.status().memory.slots)
      if (isUntold(machine, last.txn)) found.push(`${machine.id} has not written how ${last.txn} ended`);
  }
  for (const { machine, txn, state, inDoubt } of unsettled(world)) {
    if (!inDoubt && !odd.has(machine)) found.push(`${machine} ${txn} is ${state}`);
  }
  const { waiting } = server.operations.outboxCounts();
  if (waiting > 0) found.push(`${waiting} points wait for InfluxDB`);
  // Dropped, and it takes the projector a while to notice.
  if (server.influx.totals().size === 0 && world.fell.size > 0) found.push('InfluxDB holds nothing');
  return found;
}

/** A vend that the journal knows as begun and nothing else, though its motor stands: the result is on the line. */
const isUntold = (machine: SimulatedMachine, txn: string): boolean =>
  machine.durable('vend.started', txn) !== undefined &&
  machine.durable('vend.completed', txn) === undefined &&
  machine.durable('vend.cancelled', txn) === undefined;

/**
 * Transactions without an end. In doubt are those whose end no journal can tell any more, which only an operator ends
 * (ledger.md): asked or begun in a journal that is gone, of which this disk keeps nothing more, or that lost entries.
 */
function unsettled({ server, machines, wasRestored }: World) {
  const rows = server.db
    .prepare(
      `SELECT t.*, COALESCE((SELECT gaps FROM epochs WHERE machine = t.machine AND epoch = t.epoch), 0) AS gaps
       FROM (
         SELECT machine, txn, state, started_at AS startedAt,
           COALESCE((SELECT epoch FROM entries e WHERE e.machine = o.machine AND e.txn = o.txn AND type = 'vend.started'
             ORDER BY id DESC LIMIT 1), epoch) AS epoch
         FROM transactions o WHERE state IN ('reserved', 'open')
       ) t`,
    )
    .all() as Row[];
  const byId = new Map(machines.map((machine) => [machine.id, machine]));
  return rows.map(({ machine, txn, state, epoch, startedAt, gaps }) => {
    const its = byId.get(machine);
    const isGone = epoch !== its?.epoch();
    // Acknowledged before the books were put back, and let go since, as a disk keeps only so many bytes.
    const isLetGo = wasRestored && its?.durable('vend.completed', txn) === undefined;
    const inDoubt = gaps > 0 || (isGone && (startedAt === null || isLetGo || (its?.diskChanges ?? 0) > 0));
    return { machine, txn, state, inDoubt };
  });
}

interface Row {
  readonly machine: string;
  readonly txn: string;
  readonly state: string;
  readonly epoch: string | null;
  readonly startedAt: number | null;
  readonly gaps: number;
}
