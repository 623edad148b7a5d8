import { FieldType, InfluxDB, type IPoint, type IPoolOptions, type IResults } from 'influx';
import { messageOf } from '../../protocol/base/errors.ts';
import { ServerError } from '../errors.ts';
import { vendMeasurement } from './points.ts';

/** The database where a URL names none. */
const defaultDatabase = 'maskfleet';
/** How long one request may take; a slow InfluxDB is one that is down. */
const requestTimeoutMs = 10_000;

/** InfluxDB as the projector and the analytics need it. */
export interface Influx {
  /** Whether the database is there; somebody may have dropped it. */
  exists(): Promise<boolean>;
  create(): Promise<void>;
  /** @throws ServerError INFLUX_UNAVAILABLE (try later) or INFLUX_REFUSED (these points never). */
  write(points: readonly IPoint[]): Promise<void>;
  /** One statement; values go in as bound parameters alone. @throws ServerError INFLUX_UNAVAILABLE */
  query<T>(statement: string, placeholders: Record<string, string | number>): Promise<IResults<T>>;
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
    schema: [
      {
        measurement: vendMeasurement,
        tags: ['machine', 'product', 'authority', 'district'],
        fields: {
          items: FieldType.INTEGER,
          pieces: FieldType.INTEGER,
          requested: FieldType.INTEGER,
          fault: FieldType.INTEGER,
          slot: FieldType.INTEGER,
          late: FieldType.BOOLEAN,
          assumed: FieldType.BOOLEAN,
          txn: FieldType.STRING,
        },
      },
    ],
  });

  return {
    exists: () => guarded(async () => (await client.getDatabaseNames()).includes(database)),
    create: () => guarded(() => client.createDatabase(database)),
    write: (points) => guarded(() => client.writePoints([...points], { precision: 'n' })),
    query: (statement, placeholders) => guarded(() => client.query(statement, { placeholders })),
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
