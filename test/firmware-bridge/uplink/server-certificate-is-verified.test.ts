import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { createBridge } from '../../../firmware-bridge/bridge.ts';
import { connectBy } from '../../../firmware-bridge/uplink/connect.ts';
import { bridgeDeps, bridgeFolder } from '../../support/bridge-bench.ts';
import { selfSigned } from '../../support/certificate.ts';
import { eventually } from '../../support/eventually.ts';
import { serverBench } from '../../support/server-bench.ts';
import { silentLog } from '../../support/silent-log.ts';

/** The real server behind TLS; a bridge that trusts `caPem` and calls it `localhost`. */
async function overTls(certificate: { key: string; cert: string }, caPem: string | undefined) {
  const bench = await serverBench();
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  };
  let heard = 0;
  const front = createServer(certificate, (secure) => {
    secure.on('data', (bytes) => {
      heard += bytes.length;
    });
    const plain = connect(bench.mqttPort, '127.0.0.1');
    keep(secure);
    keep(plain);
    secure.pipe(plain).pipe(secure);
  });
  front.on('tlsClientError', () => {}).listen(0, 'localhost');
  await once(front, 'listening');
  const { port } = front.address() as AddressInfo;
  const told: string[] = [];
  const note = (fields: unknown, message = '') => void told.push(JSON.stringify(fields) + message);
  const bridge = createBridge(
    bridgeDeps(bridgeFolder(), {
      machine: 'tls-1',
      token: bench.enrol('tls-1'),
      connectMqtt: connectBy({ mqtt: `mqtts://localhost:${port}`, caPem }),
      log: { ...silentLog, info: note, warn: note },
    }),
  );
  await bridge.start();
  onTestFinished(async () => {
    await bridge.stop();
    for (const socket of sockets) socket.destroy();
    front.close();
  });
  return { told, heard: () => heard };
}

const online = 'connected to the server';

test('a server whose certificate is signed by --ca is taken', async () => {
  const own = selfSigned('localhost');
  const { told } = await overTls(own, own.cert);
  await eventually('a connection', () => told.some((line) => line.includes(online)));
});

test.each([
  ['of an unknown authority', selfSigned('localhost'), undefined, /self-signed certificate/],
  ['of another authority than --ca', selfSigned('localhost'), selfSigned('localhost').cert, /certificate/],
])('a certificate %s is refused by name, and no password is sent', async (_, own, caPem, reason) => {
  const { told, heard } = await overTls(own, caPem);
  const line = await eventually('a word', () => told.find((one) => one.includes('UPLINK_DOWN')));
  expect(line).toMatch(reason);
  expect(told.some((one) => one.includes(online))).toBe(false);
  expect(heard()).toBe(0);
});

test('a trusted certificate for another name is refused by name', async () => {
  const other = selfSigned('elsewhere.example');
  const { told, heard } = await overTls(other, other.cert);
  const line = await eventually('a word', () => told.find((one) => one.includes('UPLINK_DOWN')));
  expect(line).toMatch(/localhost.*elsewhere\.example/);
  expect(told.some((one) => one.includes(online))).toBe(false);
  expect(heard()).toBe(0);
});
