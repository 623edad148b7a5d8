import { ServerError } from '../../server/errors.ts';
import type { Influx } from '../../server/projection/influx.ts';
import type { Random } from '../random.ts';

/** An InfluxDB in memory, as far as the projector needs one: a point written again overwrites itself. */
export interface SimulatedInflux extends Influx {
  /** Refuses everything while true. */
  isDown: boolean;
  /** Takes what it is given and says nevertheless that it failed, with this probability. */
  liesWith: number;
  /** Loses all that it holds. */
  lose(): void;
  /** Masks by machine and product. */
  totals(): Map<string, number>;
}

/** Makes one that holds nothing. */
export function createSimulatedInflux(random: Random): SimulatedInflux {
  let points: Map<string, { machine: string; product: string; pieces: number }> | undefined;
  const unavailable = (why: string) => new ServerError('INFLUX_UNAVAILABLE', why, { retryable: true });

  return {
    isDown: false,
    liesWith: 0,
    lose() {
      points = undefined;
    },
    totals() {
      const sums = new Map<string, number>();
      for (const { machine, product, pieces } of points?.values() ?? []) {
        const key = `${machine} ${product}`;
        sums.set(key, (sums.get(key) ?? 0) + pieces);
      }
      return sums;
    },
    async exists() {
      if (this.isDown) throw unavailable('nobody answers');
      return points !== undefined;
    },
    async create() {
      if (this.isDown) throw unavailable('nobody answers');
      points ??= new Map();
    },
    async drop() {
      if (this.isDown) throw unavailable('nobody answers');
      points = undefined;
    },
    async write(some) {
      if (this.isDown || points === undefined) throw unavailable('nobody answers');
      for (const { measurement, tags, fields, timestamp } of some) {
        if (measurement !== 'vend') continue;
        const { machine = '', product = '' } = tags ?? {};
        const name = `${JSON.stringify(Object.entries(tags ?? {}).sort())} ${String(timestamp)}`;
        points.set(name, { machine, product, pieces: Number(fields?.pieces ?? 0) });
      }
      if (random() < this.liesWith) throw unavailable('the answer was lost');
    },
    query: () => Promise.reject(unavailable('it is only written to')),
    series: () => Promise.reject(unavailable('it is only written to')),
  };
}
