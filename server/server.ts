import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../protocol/base/clock.ts';
import { messageOf } from '../protocol/base/errors.ts';
import type { ProjectionHealth, Tiles } from '../protocol/http/figures.ts';
import { createAccess } from './access/access.ts';
import { withFallback } from './analytics/analytics.ts';
import { createAnswers } from './analytics/answers.ts';
import { createCardCounter } from './analytics/card-counter.ts';
import { createInfluxAnalytics } from './analytics/influx-analytics.ts';
import { createLedgerAnalytics } from './analytics/ledger-analytics.ts';
import { createPulse } from './analytics/pulse.ts';
import { createTelling } from './analytics/told.ts';
import { createBroker } from './broker/broker.ts';
import { listenError, listenMqtt } from './broker/listener.ts';
import { createCentre } from './centre.ts';
import type { Address } from './config.ts';
import { createHttp } from './http/app.ts';
import { maxFeed } from './http/overview.ts';
import { followKeys, loadKeys } from './keys/key-file.ts';
import { pseudonymOf } from './keys/pseudonyms.ts';
import { createHub } from './live/hub.ts';
import { createOverview } from './live/overview.ts';
import { createMetrics } from './metrics.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { PolicyDocument } from './policy/document.ts';
import { createKeeper } from './privacy/keeper.ts';
import type { Retention } from './privacy/purge.ts';
import { createEraseRunner } from './privacy/run-erase.ts';
import { chooseInflux } from './projection/choose-influx.ts';
import { connectInflux } from './projection/influx.ts';
import { lags } from './projection/lag.ts';
import { createProjector } from './projection/projector.ts';
import { createReadiness } from './readiness.ts';
import { createStop } from './stop.ts';
import { openStore } from './store/client.ts';
import { lockDataFolder } from './store/lock.ts';
import type { Certificate } from './tls.ts';
import { createWatch, runVerify } from './verify/watch.ts';
import { voucherTextOf } from './vouchers/text.ts';
import { createWhatIfRunner } from './whatif/run.ts';

export interface ServerOptions {
  readonly dataDir: string;
  readonly http: Address;
  readonly mqtt: Address;
  /** auto, off, or a URL. */
  readonly influx: string;
  /** The policy file that the server is started with, where it is. */
  readonly policy: PolicyDocument | undefined;
  readonly pagesDir: string;
  /** A tile server for the map of the pages. */
  readonly tiles?: Tiles | null;
  /** The time of decisions, windows and days. */
  readonly clock: Clock;
  readonly simulated: boolean;
  /** The time of sockets and of InfluxDB: never simulated. */
  readonly wall: Clock;
  /** For pages and machines alike; without one both are served in the clear. */
  readonly certificate?: Certificate | undefined;
  /** Whether others are served without encryption: the pages say so. */
  readonly insecure: boolean;
  readonly retention: Retention;
  /** What tells of fewer cards than this is left out of exports and what-ifs. */
  readonly minCards: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
}

/** A running server. */
export interface Server {
  readonly http: Address;
  readonly mqtt: Address;
  /** While there is no user: the token of the link that makes the first one. */
  readonly setUpToken: string | undefined;
  stop(): Promise<void>;
}

/**
 * Builds the server and connects its parts, from the ledger outward; stops in reverse. What was started when a later
 * part fails is stopped again.
 * @throws ServerError where a part cannot be had.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { dataDir, clock, wall, log, certificate, insecure, simulated } = options;
  const undo = createStop({ wall, log });
  const stop = () => undo.run();
  try {
    const metrics = createMetrics();
    const lock = lockDataFolder(dataDir);
    undo.add('the data folder', () => lock.release());
    const store = await openStore({
      dataDir,
      kind: simulated ? 'simulated' : 'wall',
      clock: wall,
      log,
    });
    undo.add('the ledger', () => store.close());
    const keys = await loadKeys(dataDir);
    /**
     * Here first: a question that was made with the new keys brings the old names along, so the ledger may still have the
     * old ones; the other way round it would miss what it had renamed.
     */
    const rotateIfOthers = async (): Promise<void> => {
      if (!followKeys(keys, dataDir)) return;
      log.info({ pseudonym: keys.pseudonym.id }, 'the keys are others now');
      await store.call('followKeys');
    };
    const policy = await store.call('adoptPolicy', options.policy, clock.now());
    await store.call('allOffline');
    await store.call('prepareFleet', clock.now());

    const source = chooseInflux(options.influx, options.env, { dataDir, clock: wall, log });
    undo.add('InfluxDB', () => source?.stop());
    const projector =
      source &&
      createProjector({
        ...{ store, metrics, log, clock: wall },
        connect: async (giveUp) => connectInflux(await source.open(giveUp)),
        now: () => clock.now(),
        onChange: () => hub.refresh(),
      });
    undo.add('the projector', () => projector?.stop());
    const projection = (): ProjectionHealth =>
      projector?.health() ?? { influx: 'off', waiting: 0, rejected: 0 };

    const isCurrent = () => projection().influx === 'up' && !lags(projection());
    const { tiles = null } = options;
    const influxAnalytics = projector && createInfluxAnalytics(projector.influx);
    const analytics = withFallback(influxAnalytics, isCurrent, createLedgerAnalytics(store));
    const overview = createOverview({ clock, store, analytics, projection, simulated, tiles });
    const hub = createHub({
      clock: wall,
      overview,
      onError: (error) => log.error({ error: messageOf(error) }, 'no figures'),
    });

    const { broker, inbox, newest, fleet, ordered } = await createCentre({
      ...{ clock, wall, store, keys, metrics, log },
      policy,
      makeBroker: createBroker,
      onBooked(items) {
        hub.booked(items);
        projector?.nudge();
      },
      onMachine: hub.machineChanged,
      onOutside(isFirst) {
        if (!isFirst) hub.machineChanged();
        void rotateIfOthers().catch((error: unknown) =>
          log.error({ error: messageOf(error) }, 'the keys could not be read anew'),
        );
      },
    });
    undo.add('reports', () => newest.stop());
    undo.add('what came in', () => inbox.drain(wall));
    undo.add('the fleet', () => fleet.stop());
    undo.add('the broker', () => broker.close());
    const mqtt = await listenMqtt(broker, options.mqtt, certificate);
    undo.add('the MQTT port', () => mqtt.close());

    metrics.connected(() => broker.connected);
    metrics.waiting(() => projection().waiting);
    metrics.ledgerCalls(() => store.waiting);
    const readiness = createReadiness({
      store,
      projection,
      now: () => clock.now(),
      brokerListens: () => mqtt.isListening,
    });
    const feedNow = oneAtATime(() => store.call('feed', maxFeed));
    const feed = async (count: number) => (await feedNow()).slice(0, count);
    const access = await createAccess({
      ...{ store, metrics, wall, randomBytes, insecure, simulated },
      tls: certificate !== undefined,
    });
    const leaving = new AbortController();
    undo.add('erasures', () => leaving.abort());
    const { minCards } = options;
    const counter = createCardCounter({ dataDir, clock: wall });
    undo.add('the count of cards', () => counter.stop());
    const telling = createTelling({ store, counter, minCards });
    const asked = { store, analytics, projection, now: clock.now, monotonic: wall.monotonic };
    const http = await createHttp({
      ...{ access, wall, certificate, log, metrics, hub, overview, feed, readiness, store },
      answers: createAnswers({ ...asked, telling }),
      pulse: createPulse(asked),
      machines: oneAtATime(() => store.call('machineViews', clock.now())),
      now: () => clock.now(),
      wallNow: () => wall.now(),
      pseudonymOf: (scheme, number) => pseudonymOf(keys, scheme, number),
      erase: createEraseRunner(dataDir, leaving.signal),
      voucherText: (voucher) => voucherTextOf(keys)(voucher),
      onOrdered: ordered,
      pagesDir: options.pagesDir,
      tiles,
      whatIf: createWhatIfRunner(dataDir, minCards),
    });
    undo.add('HTTP', () => http.close());
    await http.listen(options.http).catch((error: unknown) => {
      throw listenError('http', options.http, error);
    });
    const bound = http.server.address();
    const httpPort = typeof bound === 'object' && bound !== null ? bound.port : options.http.port;

    const watch = createWatch({
      ...{ clock: wall, store, metrics, log, now: clock.now },
      verify: (stopping) => runVerify(dataDir, source?.url(), stopping),
    });
    undo.add('the hourly look at the books', () => watch.stop());

    const keeper = createKeeper({
      ...{ clock: wall, store, log, now: clock.now },
      retention: options.retention,
    });
    undo.add('what is let go', () => keeper.stop());

    fleet.start();
    watch.start();
    keeper.start();
    projector?.start();
    hub.start();
    undo.add('live figures', () => hub.stop());
    const address = { ...options.http, port: httpPort };
    return { http: address, mqtt: mqtt.address, setUpToken: access.setUp.token, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
