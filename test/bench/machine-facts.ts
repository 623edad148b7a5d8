import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What the figures were measured on. `load` is what else the machine had to do when the bench began. */
export function machineFacts() {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}
