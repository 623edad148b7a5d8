import { InfluxDB, type IPoint, type IPoolOptions, type IResults } from 'influx';
import { messageOf } from '../../protocol/base/errors.ts';
import { ServerError } from '../errors.ts';
import { influxSchema } from './points.ts';

/** The database where a URL names none. */
const defaultDatabase = 'maskfleet';
/** How long one request may take; a slow InfluxDB is one that is down. */
const requestTimeoutMs = 10_000;

/** InfluxDB as the projector and the analytics need it. */
export interface Influx {
  /** Whether the database is there; somebody may have dropped it. */
  exists(): Promise<boolean>;
  create(): Promise<void>;
  /** Takes the database away with all that is in it; one that is not there is no mistake. */
  drop(): Promise<void>;
  /** @throws ServerError INFLUX_UNAVAILABLE (try later) or INFLUX_REFUSED (these points never). */
  write(points: readonly IPoint[]): Promise<void>;
  /** One statement; values go in as bound parameters alone. @throws ServerError INFLUX_UNAVAILABLE */
  query<T>(statement: string, placeholders: Record<string, string | number>): Promise<IResults<T>>;
  /** As `query`, in InfluxDB's own form with times in ms: for many rows. @throws ServerError INFLUX_UNAVAILABLE */
  series(statement: string, placeholders: Record<string, string | number>): Promise<InfluxSeries[]>;
}

/** The rows of one group of tags; a tag that a point lacks is empty. */
export interface InfluxSeries {
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly (number | string | boolean | null)[])[];
}

interface RawAnswer {
  readonly results: readonly { readonly error?: string; readonly series?: InfluxSeries[] }[];
}

const hostPauseMs = 100;
const shortPause: NonNullable<IPoolOptions['backoff']> = {
  getDelay: () => hostPauseMs,
  next: () => shortPause,
  reset: () => shortPause,
};

/** Speaks to the InfluxDB (1.x, or the v1 endpoints of 2 and 3) at `http://[user:password@]host:port[/database]`. */
export function connectInflux(url: string): Influx {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const database = pathname.replace(/^\//, '') || defaultDatabase;
  const client = new InfluxDB({
    database,
    host: hostname,
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    protocol: protocol === 'https:' ? 'https' : 'http',
    ...(username === ''
      ? {}
      : { username: decodeURIComponent(username), password: decodeURIComponent(password) }),
    // The client takes a host that refused a connection out of use; with one host that must be short.
    pool: { requestTimeout: requestTimeoutMs, maxRetries: 0, backoff: shortPause },
    schema: [...influxSchema],
  });

  return {
    exists: () => guarded(async () => (await client.getDatabaseNames()).includes(database)),
    create: () => guarded(() => client.createDatabase(database)),
    drop: () => guarded(() => client.dropDatabase(database)),
    write: (points) => guarded(() => client.writePoints([...points], { precision: 'n' })),
    query: (statement, placeholders) => guarded(() => client.query(statement, { placeholders })),
    series: (statement, placeholders) =>
      guarded(async () => {
        const raw: RawAnswer = await client.queryRaw(statement, { placeholders, precision: 'ms' });
        const [result] = raw.results;
        if (result?.error !== undefined) throw new Error(result.error);
        return result?.series ?? [];
      }),
  };
}

async function guarded<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const status = statusOf(error);
    const refused = status === 400 || status === 413 || status === 422;
    const code = refused ? 'INFLUX_REFUSED' : 'INFLUX_UNAVAILABLE';
    throw new ServerError(code, `InfluxDB: ${messageOf(error)}`, { cause: error, retryable: !refused });
  }
}

function statusOf(error: unknown): number | undefined {
  const response = (error as { res?: { statusCode?: unknown } }).res;
  return typeof response?.statusCode === 'number' ? response.statusCode : undefined;
}
