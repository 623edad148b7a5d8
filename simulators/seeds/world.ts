import { type JournalLimits, journalLimits } from '../../firmware-bridge/journal/limits.ts';
import type { Authorize } from '../../protocol/mqtt/messages/authorize.ts';
import type { Decision } from '../../protocol/mqtt/messages/decision.ts';
import type { JournalAck } from '../../protocol/mqtt/messages/journal.ts';
import type { MachineState } from '../../protocol/mqtt/messages/state.ts';
import { pseudonymise } from '../../server/keys/pseudonyms.ts';
import type { PolicyDocument } from '../../server/policy/document.ts';
import type { Happening } from '../dispenser/happenings.ts';
import { nilTxn } from '../dispenser/memory.ts';
import { type Random, seededRandom, wholeBetween } from '../random.ts';
import { type VirtualClock, virtualClock } from '../virtual-clock.ts';
import { createSimulatedServer, type SimulatedServer } from './centre.ts';
import { createMachine, type SimulatedMachine } from './machine.ts';
import { createNetwork, type Network } from './network.ts';
import { createWatch, type Watch } from './watch.ts';

/** Slots of each machine, and items in each at the start. */
const slots = 2;
const stock = 400;

/** A journal of a few vends a segment, which keeps few acknowledged ones: segments end and go all the time. */
const smallJournal: JournalLimits = { ...journalLimits, segmentBytes: 2_048, maxAckedBytes: 4_096 };

/** What was asked of the centre under one txn: the cards by their pseudonyms, and what each was granted. */
export interface Asked {
  readonly cards: readonly string[];
  readonly charges: readonly number[];
  readonly decidedAtMs: number;
}

/** One seed's city: a few machines, a network, a centre, and the truth about what fell. */
export interface World {
  readonly seed: number;
  readonly random: Random;
  readonly clock: VirtualClock;
  readonly network: Network;
  readonly server: SimulatedServer;
  readonly machines: readonly SimulatedMachine[];
  readonly policy: PolicyDocument;
  /** Items that fell, by `machine txn`: from the dispensers' own memories. */
  readonly fell: ReadonlyMap<string, number>;
  /** Granted questions, by `machine txn`. */
  readonly asked: ReadonlyMap<string, Asked>;
  /** Cases worth counting that came up, and how often. */
  readonly cases: Map<string, number>;
  /** Each thing that happened, in order, where a trace was asked for. */
  readonly trace: (what: () => string) => void;
  readonly watch: Watch;
  /** Quarantined machines: their books wait for an operator (mqtt.md, journal). */
  readonly odd: Map<string, string>;
  /** Vends, by `machine txn`, of which the only record went with a disk: they may be missing in the books. */
  readonly lost: Set<string>;
  /**
   * Vends, by `machine txn`, that a disk which was put back holds without their end, and whose dispenser has gone on: the
   * bridge tells their end by the counters, together with what fell since, and only the books may know it rightly.
   */
  readonly guessed: Set<string>;
  /** Machines with a vend in {@link World.lost}, or a stock whose setting went so, of which the books can't know the stock; with `counters` their counters may be behind too. */
  readonly lossy: Map<string, { counters: boolean }>;
  /** The books were put back once: grants since the backup were forgotten, and come back as late bookings. */
  wasRestored: boolean;
  /** Breaches that were seen as they happened. */
  readonly breaches: string[];
  drive(ms: number): Promise<void>;
  pick(max: number): number;
  note(name: string): void;
  end(): void;
}

/** The policy of the simulated city: two limits that bear on each other, and an offline rule. */
export function policyOf(random: Random): PolicyDocument {
  return {
    timeZone: 'Europe/Istanbul',
    language: 'en',
    products: [
      { id: 'adult', code: 1, pieces: 5, name: { tr: 'A', en: 'A', 'zh-TW': 'A' } },
      { id: 'child', code: 2, pieces: 2, name: { tr: 'C', en: 'C', 'zh-TW': 'C' } },
    ],
    rules: [
      { id: 'hourly', products: ['adult', 'child'], limit: 12, window: { rolling: { hours: 1 } } },
      { id: 'daily', products: ['adult'], limit: 15, window: { calendar: 'day' } },
    ],
    planogram: [
      { slot: 0, product: 'adult', capacity: stock },
      { slot: 1, product: 'child', capacity: stock },
    ],
    cards: wholeBetween(random, 1, 3),
    grantSeconds: 20,
    offline: { mode: 'allow', perCard: 5, perMachine: 60, maxHours: 12 },
  };
}

/** Builds the city of a seed. Nothing in it depends on anything but the seed. */
export async function createWorld(seed: number, tell?: (line: string) => void): Promise<World> {
  const random = seededRandom(seed);
  // Near midnight in Istanbul now and then, so that a day's window ends in the middle of it.
  const startMs = Date.parse('2020-05-20T20:57:00Z') - wholeBetween(random, 0, 2) * 3_600_000;
  const clock = virtualClock(startMs);
  const policy = policyOf(random);
  const limits = wholeBetween(random, 0, 1) === 0 ? journalLimits : smallJournal;
  const fell = new Map<string, number>();
  const asked = new Map<string, Asked>();
  const questions = new Map<string, { question: Authorize; atMs: number }>();
  const cases = new Map<string, number>();
  const note = (name: string) => void cases.set(name, (cases.get(name) ?? 0) + 1);
  const breaches: string[] = [];
  const trace = (what: () => string) => tell?.(`${clock.monotonic()} ${what()}`);

  let wasRestored = false;
  const watch = createWatch({
    db: () => server.db,
    now: clock.monotonic,
    breach: (what) => void breaches.push(what),
  });

  const network = createNetwork(clock, random, (machine, way, topic, payload) => {
    const name = topic.split('/').slice(3).join('/');
    trace(() => `${machine} ${way} ${name} ${withoutSecrets(payload)}`);
    if (name === 'authorize') {
      const question = JSON.parse(payload) as Authorize;
      const key = `${machine} ${question.txn}`;
      if (!questions.has(key)) questions.set(key, { question, atMs: clock.monotonic() });
    }
    if (name === 'journal/ack') watch.acknowledged(machine, JSON.parse(payload) as JournalAck);
    if (name === 'state') watch.reported(machine, journalIn(payload), wasRestored);
    if (name === 'decision') decided(machine, JSON.parse(payload) as Decision);
  });
  const ids = Array.from({ length: 3 + wholeBetween(random, 0, 2) }, (_, at) => `m-${at + 1}`);
  const server = await createSimulatedServer({ clock, random, network, policy, machines: ids });

  function decided(machine: string, decision: Decision): void {
    const key = `${machine} ${decision.txn}`;
    const question = questions.get(key);
    note(decision.verdict === 'grant' ? 'granted' : `refused ${decision.reason}`);
    if (decision.verdict !== 'grant' || decision.qty === 0 || question === undefined) return;
    watch.granted(machine, decision.txn, question.atMs);
    const before = asked.get(key);
    const charges = decision.charges ?? [decision.qty];
    if (before !== undefined) {
      note('same question again');
      if (String(before.charges) !== String(charges))
        breaches.push(`I1 ${key} was decided twice, differently`);
      return;
    }
    const hidden = pseudonymise(server.keys, question.question);
    const cards = (hidden?.cards ?? []).map(({ pseudonym }) => hex(pseudonym?.card));
    asked.set(key, { cards, charges, decidedAtMs: Date.parse(decision.expiresAt ?? '') - 20_000 });
  }

  const byId = new Map<string, SimulatedMachine>();
  const machines: SimulatedMachine[] = ids.map((id) => {
    const machine = createMachine({
      ...{ id, clock, random, network, slots, stock, note, limits },
      on: (happening) => happened(id, happening),
      onCount(txn, dispensed) {
        if (txn !== nilTxn && dispensed > 0) fell.set(`${id} ${txn}`, dispensed);
      },
      onRestart() {
        machine.kill();
        void machine.start();
      },
    });
    byId.set(id, machine);
    return machine;
  });

  const accepted = new Set<string>();
  function happened(machine: string, happening: Happening): void {
    trace(() => `${machine} ${JSON.stringify(happening)}`);
    const its = byId.get(machine);
    if (its !== undefined) watch.happened(its, happening);
    if (happening.ev !== 'vend' || happening.verdict !== 0) return;
    const key = `${machine} ${happening.txn}`;
    note('vends');
    if (accepted.has(key)) breaches.push(`I1 ${key} turned the motor twice`);
    accepted.add(key);
  }

  /** One turn of the event loop runs every promise and stream that waits. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  await server.start();
  const started = machines.map((machine) => machine.start());
  // Their disks answer on the simulated clock.
  await clock.drive(1_000, settle);
  await Promise.all(started);
  return {
    ...{ seed, random, clock, network, server, machines, policy, fell, asked, cases, trace, breaches },
    watch,
    odd: new Map(),
    lost: new Set(),
    guessed: new Set(),
    lossy: new Map(),
    get wasRestored() {
      return wasRestored;
    },
    set wasRestored(is) {
      wasRestored = is;
    },
    drive: (ms) => clock.drive(ms, settle),
    pick: (max) => wholeBetween(random, 0, max),
    note,
    end() {
      for (const machine of machines) machine.kill();
      server.kill();
      server.close();
    },
  };
}

/** How far the journal is, of a machine's state; the rest of it would cost more to read than the check. */
const journalIn = (state: string) =>
  JSON.parse(/"journal":(\{[^}]*\})/.exec(state)?.[1] ?? '') as MachineState['journal'];

export const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

/** Boxes are sealed with randomness of their own, and differ each time. */
const withoutSecrets = (payload: string): string =>
  payload.replace(/"box":"[^"]*"/g, '"box":"…"').replace(/"id":"04[0-9A-F]+"/g, '"id":"…"');

/** Something that happens to the city. */
export type Act = (world: World, machine: SimulatedMachine) => void | Promise<void>;
