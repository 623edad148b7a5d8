import { once } from 'node:events';
import { request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBridge } from '../../../firmware-bridge/bridge.ts';
import { connectBy } from '../../../firmware-bridge/uplink/connect.ts';
import { authority } from '../../support/authority.ts';
import { bridgeDeps, bridgeFolder } from '../../support/bridge-bench.ts';
import { eventually } from '../../support/eventually.ts';
import { password } from '../../support/people.ts';
import { serverBench } from '../../support/server-bench.ts';
import { silentLog } from '../../support/silent-log.ts';

/** A server with a certificate of an authority that a test trusts or does not. */
async function overTls() {
  const trusted = authority('Trusted');
  const { cert, key } = trusted.sign();
  const bench = await serverBench({ certificate: { cert, key } });
  return { ...bench, trusted, port: bench.server.http.port };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** Asks over HTTPS, trusting one authority alone. */
async function ask(
  port: number,
  ca: string,
  method: string,
  path: string,
  body?: object,
  cookie = '',
): Promise<Answer> {
  const json = body === undefined ? undefined : JSON.stringify(body);
  const headers = { ...(json === undefined ? {} : { 'content-type': 'application/json' }), cookie };
  const asking = request({ host: 'localhost', port, ca, method, path, headers, agent: false });
  asking.end(json);
  const [response] = (await once(asking, 'response')) as [import('node:http').IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() };
}

/** A bridge that trusts one authority, and what it says. */
async function bridge(options: { port: number; token: string; caPem: string }) {
  const told: string[] = [];
  const note = (fields: unknown, message = '') => void told.push(JSON.stringify(fields) + message);
  const running = createBridge(
    bridgeDeps(bridgeFolder(), {
      ...{ machine: 'tls-1', token: options.token },
      connectMqtt: connectBy({ mqtt: `mqtts://localhost:${options.port}`, caPem: options.caPem }),
      log: { ...silentLog, info: note, warn: note },
    }),
  );
  await running.start();
  onTestFinished(() => running.stop());
  return told;
}

const online = 'connected to the server';

describe('a server with a certificate', () => {
  it('serves pages by HTTPS for a year, with a cookie that only HTTPS carries', async () => {
    const { port, trusted, server } = await overTls();
    const setUp = { token: server.setUpToken, name: 'ayse', password };
    const { status, headers } = await ask(port, trusted.ca, 'POST', '/api/setup', setUp);
    expect(status).toBe(200);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    const [cookie = ''] = [headers['set-cookie'] ?? ''].flat();
    expect(cookie).toMatch(/^__Host-maskfleet=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    const session = cookie.split(';')[0] ?? '';
    const overview = await ask(port, trusted.ca, 'GET', '/api/overview', undefined, session);
    expect(overview.status).toBe(200);
    // The name without its promise is another cookie.
    const bare = session.replace('__Host-', '');
    expect((await ask(port, trusted.ca, 'GET', '/api/overview', undefined, bare)).status).toBe(401);
  });

  it('is refused by who trusts another authority', async () => {
    const { port } = await overTls();
    await expect(ask(port, authority('Other').ca, 'GET', '/healthz')).rejects.toThrow(/certificate/);
  });

  it('is taken by a bridge that was given its authority, which is served', async () => {
    const bench = await overTls();
    const token = bench.enrol('tls-1');
    const told = await bridge({ port: bench.mqttPort, token, caPem: bench.trusted.ca });
    await eventually('a connection', () => told.some((line) => line.includes(online)));
    await eventually(
      'its presence',
      () => bench.rows('SELECT 1 FROM machine_reports WHERE online = 1').length === 1,
    );
  });

  it('is refused by a bridge that was given another, before a password is sent', async () => {
    const bench = await overTls();
    const token = bench.enrol('tls-1');
    const told = await bridge({ port: bench.mqttPort, token, caPem: authority('Other').ca });
    const line = await eventually('a word', () => told.find((one) => one.includes('UPLINK_DOWN')));
    expect(line).toMatch(/certificate/);
    expect(told.some((one) => one.includes(online))).toBe(false);
    expect(bench.rows('SELECT * FROM machine_reports')).toEqual([]);
  });

  it('answers nobody in the clear, and nothing older than TLS 1.2', async () => {
    const { port, mqttPort, trusted } = await overTls();
    for (const [at, hello] of [
      [port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'],
      [mqttPort, '\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00'],
    ] as const) {
      const plain = connectTcp(at, '127.0.0.1').on('error', () => {});
      let heard = '';
      plain.on('data', (bytes) => {
        heard += bytes.toString('latin1');
      });
      plain.write(hello, 'latin1');
      await once(plain, 'close');
      expect(heard).not.toContain('HTTP/1.1 200');
      expect(heard.charCodeAt(0)).not.toBe(0x20);
      const old = connectTls({
        port: at,
        host: 'localhost',
        ca: trusted.ca,
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
      });
      await expect(once(old, 'secureConnect')).rejects.toThrow();
    }
  });

  it('ends while somebody is in the middle of a handshake', async () => {
    const bench = await overTls();
    const silent = connectTcp(bench.mqttPort, '127.0.0.1').on('error', () => {});
    await once(silent, 'connect');
    await bench.stop();
    if (!silent.closed) await once(silent, 'close');
  });
});
