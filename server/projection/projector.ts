import type { Logger } from 'pino';
import type { Clock, Timer } from '../../protocol/base/clock.ts';
import { messageOf } from '../../protocol/base/errors.ts';
import type { ProjectionHealth } from '../../protocol/http/figures.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../store/client.ts';
import { writeBisecting } from './bisect.ts';
import type { Influx } from './influx.ts';
import type { OutboxCounts } from './outbox-store.ts';
import { pointOf } from './points.ts';

/** Points of one request to InfluxDB. */
const batchSize = 5_000;
/** Pauses after failures: doubled from the first to the last. */
const firstRetryMs = 250;
const lastRetryMs = 15_000;
/** How often the outbox is looked at when nobody said that there is something. */
const idleLookMs = 2_000;
/** How often it is looked whether the database is still there: without a vend nothing else would tell that it was dropped. */
const lookAgainMs = 30_000;

export interface ProjectorDeps {
  readonly store: Store;
  /** Asked until it gives an InfluxDB, and then no more; a private one may take its time to start. */
  readonly connect: (giveUp: AbortSignal) => Promise<Influx>;
  /** The wall clock: InfluxDB is not part of any simulation. */
  readonly clock: Clock;
  readonly now: () => number;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Told when points arrived in InfluxDB, and when it went up or down. */
  readonly onChange: () => void;
}

/**
 * Carries the ledger's outbox into InfluxDB: at least once, with the effect of exactly once, as a point written
 * again overwrites itself. How far InfluxDB has come is noted only after it took the points; nothing here can hold up the
 * ledger, and no more than one batch is ever in memory.
 */
export function createProjector(deps: ProjectorDeps) {
  const { store, clock, log, metrics } = deps;
  let influx: Influx | undefined;
  let health: ProjectionHealth = { influx: 'down', waiting: 0, rejected: 0 };
  let prepared = false;
  let preparedAtMs = 0;
  let failures = 0;
  let timer: Timer | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  const stopping = new AbortController();

  async function prepare(): Promise<Influx> {
    influx ??= await deps.connect(stopping.signal);
    if (prepared && clock.monotonic() - preparedAtMs < lookAgainMs) return influx;
    if (!(await influx.exists())) {
      // Noted first: whatever happens in between, what was in it is told again.
      await store.call('outboxRefill');
      await influx.create();
    }
    prepared = true;
    preparedAtMs = clock.monotonic();
    return influx;
  }

  async function step(): Promise<boolean> {
    const target = await prepare();
    // A batch at a time, so that the ledger is never long at it, and a restart goes on where it was.
    const { from, to, points, isAskedAnew, counts } = await store.call('outboxNext', batchSize);
    if (isAskedAnew) {
      await target.drop();
      prepared = false;
      return true;
    }
    if (points.length > 0) {
      const rejected = await writeBisecting(points, (some) => target.write(some.map(pointOf)));
      const refused = rejected.map(({ item: { kind, id }, reason }) => ({ kind, id, reason }));
      report('up', await store.call('outboxDone', { from, to }, refused, deps.now()));
      metrics.points.inc(points.length - refused.length);
      for (const one of refused) log.error(one, 'InfluxDB refuses a point; it was set aside');
    } else report('up', counts);
    // Also where as many wait as at the last report: a page that read before this write would stay behind it.
    if (points.length > 0) deps.onChange();
    return points.length === batchSize;
  }

  function report(influxState: 'up' | 'down', counts: OutboxCounts): void {
    const before = health;
    health = { influx: influxState, ...counts };
    if (before.influx !== health.influx || before.waiting !== health.waiting) deps.onChange();
  }

  async function run(): Promise<void> {
    try {
      do again = false;
      while ((await step()) || (again && !stopping.signal.aborted));
      if (failures > 0) log.info({ waiting: health.waiting }, 'InfluxDB takes points again');
      failures = 0;
      schedule(idleLookMs);
    } catch (error) {
      if (failures === 0 && !stopping.signal.aborted)
        log.warn({ error: messageOf(error) }, 'InfluxDB takes no points; they wait in the ledger');
      failures++;
      // The database may have been dropped behind our back.
      prepared = false;
      await store.call('outboxCounts').then(
        (counts) => report('down', counts),
        () => {},
      );
      schedule(Math.min(firstRetryMs * 2 ** (failures - 1), lastRetryMs));
    }
  }

  function schedule(delayMs: number): void {
    if (stopping.signal.aborted) return;
    timer?.cancel();
    timer = clock.after(delayMs, start);
  }

  function start(): void {
    timer?.cancel();
    if (running || stopping.signal.aborted) return;
    running = run().finally(() => {
      running = undefined;
    });
  }

  return {
    start,
    /** Something was booked. While InfluxDB is down the next try keeps its time. */
    nudge(): void {
      if (running) again = true;
      else if (failures === 0) start();
    },
    health: (): ProjectionHealth => health,
    /** The InfluxDB, once there was one. */
    influx: (): Influx | undefined => influx,
    async stop(): Promise<void> {
      stopping.abort();
      timer?.cancel();
      await running;
    },
  };
}
export type Projector = ReturnType<typeof createProjector>;
