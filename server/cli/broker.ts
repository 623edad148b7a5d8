import { pino } from 'pino';
import { Type } from 'typebox';
import { openAccess } from '../broker/access.ts';
import { createBroker } from '../broker/broker.ts';
import { listenMqtt } from '../broker/listener.ts';
import { isLoopback, parseAddress, ServerConfig } from '../config.ts';
import { ServerError } from '../errors.ts';
import { readConfig, untilAskedToEnd } from './configuration.ts';

const BrokerConfig = Type.Object({
  open: Type.Boolean({
    default: false,
    description: 'Anybody may do anything',
    allowed: 'true: there is no other rule here',
  }),
  mqtt: ServerConfig.properties.mqtt,
  logLevel: ServerConfig.properties.logLevel,
});

/** Runs the broker alone, with an open rule: for trying it as a broker. No ledger, no machines; loopback only. */
export async function runBroker(argv: readonly string[]): Promise<number> {
  const config = readConfig(BrokerConfig, argv);
  const log = pino({ level: config.logLevel });
  const address = parseAddress(config.mqtt);
  if (!config.open)
    throw new ServerError(
      'BROKER_REFUSED',
      'the broker alone knows no machines: say --open to let anybody in',
    );
  if (!isLoopback(address))
    throw new ServerError('NOT_LOOPBACK', `--mqtt ${config.mqtt}: an open broker stays on loopback`);
  const broker = await createBroker(openAccess, {
    onMessage: () => {},
    onConnected: (client) => log.debug({ client }, 'connected'),
    onSubscribed: () => {},
    onDisconnected: (client) => log.debug({ client }, 'disconnected'),
    onFault: ({ step, reason }, client) => log.warn({ step, reason, client }, 'the broker refused something'),
  });
  try {
    const listener = await listenMqtt(broker, address);
    log.info({ mqtt: `mqtt://${listener.address.host}:${listener.address.port}` }, 'an open broker listens');
    await untilAskedToEnd();
    await listener.close();
  } finally {
    // Its timers would keep a process that cannot listen from ending.
    await broker.close();
  }
  return 0;
}
