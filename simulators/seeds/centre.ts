import { type Logger, pino } from 'pino';
import type { Clock } from '../../protocol/base/clock.ts';
import { type Centre, createCentre } from '../../server/centre.ts';
import { createMachineStore, hashToken } from '../../server/fleet/machine-store.ts';
import { type Keys, makeKeys } from '../../server/keys/key-file.ts';
import { createMetrics } from '../../server/metrics.ts';
import type { PolicyDocument } from '../../server/policy/document.ts';
import { createProjector, type Projector } from '../../server/projection/projector.ts';
import type { Store } from '../../server/store/client.ts';
import { type Db, openMemoryDatabase } from '../../server/store/open.ts';
import { createOperations, type Operations } from '../../server/store/operations.ts';
import type { Random } from '../random.ts';
import { createSimulatedInflux, type SimulatedInflux } from './influx.ts';
import { createLife, type Life } from './mortal.ts';
import type { Network } from './network.ts';
import { createSimulatedStore } from './store.ts';

/** The token of every machine. */
export const token = 'the-token-of-a-simulation';

const log: Logger = pino({ enabled: false });
/** Counters of all seeds together: nobody reads them, and each registry watches the whole process. */
const metrics = createMetrics();

let blankBooks: Buffer | undefined;
/** A database of today's schema with nothing in it: made once, as all the migrations cost as much as twenty vends. */
function blank(): Buffer {
  if (blankBooks === undefined) {
    const db = openMemoryDatabase();
    blankBooks = db.serialize();
    db.close();
  }
  return blankBooks;
}

interface Running {
  readonly life: Life;
  readonly centre: Centre;
  readonly store: Store;
  readonly projector: Projector;
}

/** The server on simulated time, with all that outlives its power: database, keys, InfluxDB. */
export interface SimulatedServer {
  readonly db: Db;
  readonly keys: Keys;
  readonly operations: Operations;
  readonly influx: SimulatedInflux;
  /** The ledger's disk takes nothing while true. */
  diskFails: boolean;
  readonly isRunning: boolean;
  /** The running server's store; undefined while it is down. */
  readonly store: Store | undefined;
  start(): Promise<void>;
  /** Takes the power: what was not committed is gone, what was not answered is not told. */
  kill(): void;
  ordered(machine: string): void;
  /** Keeps a copy of the books, as they are. */
  backUp(): void;
  /** Takes the server's power and puts the copy in place of the books. False: there is none yet. */
  restore(): boolean;
  close(): void;
}

/** Enrols the machines and makes the server with its power off. `random` also makes its keys, so that a seed repeats to the byte. */
export async function createSimulatedServer(deps: {
  clock: Clock;
  random: Random;
  network: Network;
  policy: PolicyDocument;
  machines: readonly string[];
}): Promise<SimulatedServer> {
  const { clock, random, network, policy } = deps;
  const bytes = (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256));
  const keys = await makeKeys(bytes);
  let books = openBooks();
  let saved: Buffer | undefined;
  const influx = createSimulatedInflux(random);
  const machines = createMachineStore(books.db);
  for (const id of deps.machines) {
    const place = { name: id, lat: null, lon: null, district: 'Konak', language: 'en', slots: null } as const;
    machines.enrol({ id, ...place, enrolledAtMs: clock.now(), tokenHash: hashToken(token) });
  }
  let running: Running | undefined;

  function openBooks(image?: Buffer) {
    const db = openMemoryDatabase(image ?? blank());
    return { db, operations: createOperations(db, keys) };
  }

  const server: SimulatedServer = {
    keys,
    influx,
    get db() {
      return books.db;
    },
    get operations() {
      return books.operations;
    },
    diskFails: false,
    get isRunning() {
      return running !== undefined;
    },
    get store() {
      return running?.store;
    },

    async start() {
      const life = createLife(clock);
      const { db, operations } = books;
      const store = createSimulatedStore({ db, operations, life, random, isFailing: () => server.diskFails });
      operations.adoptPolicy(policy, clock.now());
      operations.allOffline();
      operations.prepareFleet(clock.now());
      const projector = createProjector({
        ...{ store, metrics, log, clock: life.clock },
        connect: async () => influx,
        now: life.clock.now,
        onChange: () => {},
      });
      const centre = await createCentre({
        ...{ clock: life.clock, wall: life.clock, store, keys, metrics, log, policy },
        makeBroker: (access, events) => network.open(access, events, life),
        onBooked: () => projector.nudge(),
        onMachine: () => {},
        onOutside: () => {},
      });
      centre.fleet.start();
      projector.start();
      running = { life, centre, store, projector };
    },

    kill() {
      running?.life.end();
      running = undefined;
      // What the database held open belongs to the process that is gone.
      if (books.db.inTransaction) books.db.exec('ROLLBACK');
      network.close();
    },

    ordered: (machine) => running?.centre.ordered(machine),
    backUp() {
      saved = books.db.serialize();
    },

    restore() {
      if (saved === undefined) return false;
      server.kill();
      books.db.close();
      books = openBooks(saved);
      books.operations.outboxAskAnew();
      return true;
    },

    close: () => books.db.close(),
  };
  return server;
}
