import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A TCP link that can be cut, slowed and mended. */
export interface Link {
  readonly port: number;
  /** Breaks every connection, and refuses new ones until `mend`. */
  cut(): void;
  /** Holds every chunk back for so many ms from now on, both ways. */
  slow(delayMs: number): void;
  mend(): void;
  close(): void;
}

/** Listens on a free port and passes everything on to where `target` says just then. */
export async function openLink(target: () => { host: string; port: number }): Promise<Link> {
  const sockets = new Set<Socket>();
  let whole = true;
  let delayMs = 0;
  /** Keeps the order of chunks: each waits for the one before it. */
  const held = () =>
    new Transform({
      transform(chunk, _encoding, done) {
        if (delayMs === 0) done(null, chunk);
        else setTimeout(() => done(null, chunk), delayMs);
      },
    });
  const server = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(target());
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(held()).pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut,
    slow(ms) {
      delayMs = ms;
    },
    mend() {
      whole = true;
      delayMs = 0;
    },
    close() {
      cut();
      server.close();
    },
  };
}
