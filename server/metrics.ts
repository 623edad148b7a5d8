import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Everything that the server counts, for Prometheus. No label ever holds anything that came from a card. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'maskfleet_' });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `maskfleet_${name}`, help, labelNames: [...labelNames], registers: [registry] });

  return {
    registry,
    decisions: counter('decisions_total', 'Decisions sent, by verdict and reason', ['verdict', 'reason']),
    entries: counter('journal_entries_total', 'Journal entries applied for the first time', []),
    masks: counter('masks_total', 'Masks booked since the start', ['product']),
    invalid: counter('invalid_messages_total', 'Messages that are not of the contract', ['topic']),
    refused: counter('broker_refused_total', 'What the broker refused or cut', ['step', 'reason']),
    shed: counter('shed_total', 'Messages dropped because a queue was full', ['queue']),
    signIns: counter('sign_ins_total', 'Tries to sign in, by outcome', ['outcome']),
    points: counter('influx_points_total', 'Points that InfluxDB has taken', []),
    decisionSeconds: new Histogram({
      name: 'maskfleet_decision_seconds',
      help: 'From an authorize in the broker to its decision on the connection',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3],
      registers: [registry],
    }),
    connected: (read: () => number) => gauge('machines_connected', 'Machines connected now', read),
    waiting: (read: () => number) =>
      gauge('outbox_points', 'Points in the ledger and not yet in InfluxDB', read),
    breaches: (read: () => number) =>
      gauge('verify_breaches', 'Breaches of I1 to I6 that the last hourly look found', read),
    ledgerCalls: (read: () => number) =>
      gauge('ledger_calls_waiting', 'Calls that wait for the ledger', read),
  };

  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `maskfleet_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  }
}
export type Metrics = ReturnType<typeof createMetrics>;
