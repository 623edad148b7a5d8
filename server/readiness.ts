import { messageOf } from '../protocol/base/errors.ts';
import type { ProjectionHealth } from '../protocol/http/figures.ts';
import type { Readiness } from './http/health.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { lags } from './projection/lag.ts';
import type { Store } from './store/client.ts';

/** Whether machines can be served, part by part. A lagging InfluxDB is told, and keeps no machine from being served. */
export function createReadiness(deps: {
  store: Store;
  now: () => number;
  brokerListens: () => boolean;
  projection: () => ProjectionHealth;
}): () => Promise<Readiness> {
  return oneAtATime(async () => {
    const ledger = await deps.store.call('probe', deps.now()).then(
      () => ({ name: 'ledger', ok: true }),
      (error: unknown) => ({
        name: 'ledger',
        ok: false,
        reason: `the ledger cannot be written: ${messageOf(error)}`,
      }),
    );
    const broker = deps.brokerListens()
      ? { name: 'broker', ok: true }
      : { name: 'broker', ok: false, reason: 'the broker does not listen' };
    return { ready: ledger.ok && broker.ok, checks: [ledger, broker, projectionCheck(deps.projection())] };
  });
}

function projectionCheck(health: ProjectionHealth): Readiness['checks'][number] {
  const { influx, waiting, rejected } = health;
  const lag = `${waiting} points wait, ${rejected} were set aside`;
  if (influx === 'down') return { name: 'influxdb', ok: false, reason: `InfluxDB does not answer: ${lag}` };
  if (influx === 'up' && lags(health))
    return { name: 'influxdb', ok: false, reason: `InfluxDB lags: ${lag}` };
  return { name: 'influxdb', ok: true };
}
