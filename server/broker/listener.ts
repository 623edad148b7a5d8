import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { codeOf, messageOf } from '../../protocol/base/errors.ts';
import type { Address } from '../config.ts';
import { ServerError } from '../errors.ts';
import { type Certificate, handshakeTimeoutMs } from '../tls.ts';
import type { Broker } from './broker.ts';

export interface Listener {
  /** Where it really listens: the port is the system's choice where 0 was asked for. */
  readonly address: Address;
  readonly isListening: boolean;
  close(): Promise<void>;
}

/** How long a connection may be silent before the system asks whether the other end is there, in ms. */
const keepAliveInitialDelay = 60_000;

/**
 * Listens for MQTT over TCP, or TLS where a certificate is given.
 * @throws ServerError PORT_IN_USE or CANNOT_LISTEN, naming the address.
 */
export async function listenMqtt(
  broker: Broker,
  { host, port }: Address,
  certificate?: Certificate,
): Promise<Listener> {
  const sockets = new Set<Socket>();
  // noDelay: an ack that waits for company stalls a machine's next message by up to 40 ms.
  // keepAlive: a machine without an MQTT keep-alive of its own that lost its power would be online for ever.
  const options = { noDelay: true, keepAlive: true, keepAliveInitialDelay };
  const take = (socket: Socket) => broker.handle(socket);
  const server = certificate
    ? createTlsServer({ ...options, ...certificate, handshakeTimeout: handshakeTimeoutMs }, take)
    : createServer(options, take);
  // Connections in the middle of their handshake too.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Who does not get through the handshake is gone; there is nobody to tell.
  server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
  server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    throw listenError('mqtt', { host, port }, error);
  });
  const bound = server.address();
  return {
    address: { host, port: typeof bound === 'object' && bound !== null ? bound.port : port },
    get isListening() {
      return server.listening;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A listening socket's failure in words: which key, which address, what to do. */
export function listenError(key: string, { host, port }: Address, error: unknown): ServerError {
  if (codeOf(error) === 'EADDRINUSE') {
    const message = `--${key} ${host}:${port}: the port is in use by another program; choose another or stop that one`;
    return new ServerError('PORT_IN_USE', message, { cause: error });
  }
  return new ServerError('CANNOT_LISTEN', `--${key} ${host}:${port}: ${messageOf(error)}`, { cause: error });
}
