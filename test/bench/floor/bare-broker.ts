import { createServer } from 'node:net';
import { Aedes, type Client } from 'aedes';

/**
 * The floor of the vend bench, a process of its own: aedes that answers each message on its connection with an answer
 * of the same size as the server's, made once. No rule, no ledger, no disk. `plain` (the argument): the library as it
 * is, with the answer given where it tells of a publication. `cut`: what it does beside answering is cut out.
 */
const kind = process.argv[2];

const uuid = '00000000-0000-4000-8000-000000000000';
const at = new Date().toISOString();
const decision = Buffer.from(
  JSON.stringify({
    ...{ txn: uuid, verdict: 'grant', qty: 1, charges: [1], remaining: 0, nextAt: at },
    ...{ validMs: 60_000, expiresAt: at },
  }),
);
const ack = Buffer.from(JSON.stringify({ epoch: uuid, seq: 12345 }));

function answer(client: Client, topic: string): void {
  const prefix = `mask/v1/${client.id}/`;
  const to =
    topic === `${prefix}authorize` ? 'decision' : topic === `${prefix}journal` ? 'journal/ack' : undefined;
  if (to === undefined) return;
  const payload = to === 'decision' ? decision : ack;
  client.publish(
    { cmd: 'publish', qos: 1, dup: false, retain: false, topic: prefix + to, payload },
    () => {},
  );
}

const aedes = await Aedes.createBroker(
  kind === 'cut'
    ? {
        authorizePublish(client, packet, done) {
          if (client !== null) answer(client, packet.topic);
          done(null);
        },
      }
    : {},
);
if (kind === 'cut') {
  // Nobody but the hook wants what machines publish, so nothing is passed on: as cheap as the library can be had.
  aedes.publish = ((_packet: object, ...rest: unknown[]) => {
    const done = rest.at(-1);
    if (typeof done === 'function') done(null);
  }) as typeof aedes.publish;
} else {
  aedes.on('publish', (packet, client) => {
    if (client !== null) answer(client, packet.topic);
  });
}

const server = createServer({ noDelay: true }, (socket) => void aedes.handle(socket));
server.listen(0, '127.0.0.1', () => {
  const bound = server.address();
  process.stdout.write(`${JSON.stringify({ mqttPort: typeof bound === 'object' ? bound?.port : 0 })}\n`);
});
process.on('SIGTERM', () => process.exit(0));
