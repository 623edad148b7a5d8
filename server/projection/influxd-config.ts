import { createServer } from 'node:net';
import { join } from 'node:path';

/** The configuration of a private influxd: everything below one folder, and nobody but this machine can reach it. */
export function influxConfig(folder: string, port: number, rpcPort: number): string {
  const path = (name: string) => JSON.stringify(join(folder, name));
  return `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
dir = ${path('meta')}
[data]
dir = ${path('data')}
wal-dir = ${path('wal')}
index-version = "tsi1"
query-log-enabled = false
[http]
bind-address = "127.0.0.1:${port}"
log-enabled = false
[monitor]
store-enabled = false
[logging]
level = "warn"
`;
}

/** A port of the loopback interface that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolvePort(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
