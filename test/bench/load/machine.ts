import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { topicOf } from '../../../protocol/mqtt/topics.ts';
import {
  connectPacket,
  createPacketReader,
  packetType,
  pubackPacket,
  publishPacket,
  readPublish,
  subscribePacket,
  topicField,
} from './packets.ts';
import { authorizeText, backlogJournal, presenceText, txnOf, vendJournal } from './words.ts';

/** Where the machines of a run connect, and with what. */
export interface Target {
  readonly port: number;
  readonly token: string;
  /** Whether an ack must name the entries that were sent: the floor's broker knows nothing of entries. */
  readonly acksCount: boolean;
}

/** One machine of the load, with its connection. At most one vend is under way. */
export interface LoadMachine {
  /** Asks for one item, and journals its vend once it was granted. */
  vend(): void;
  /** Sends a journal of vends from before this connection, two entries and a box each. */
  deliver(boxes: readonly string[]): void;
  close(): void;
}

export interface LoadEvents {
  onDecision(): void;
  onAck(): void;
  /** Anything that must not happen in a run: a refusal, an ack of other entries, a lost connection. */
  onFault(what: string): void;
}

const idOf = (machine: number) => `bench-${String(machine).padStart(5, '0')}`;

/** Connects machine number `machine`, subscribes and tells its birth; resolves when it may vend. */
export function connectMachine(machine: number, target: Target, events: LoadEvents): Promise<LoadMachine> {
  const id = idOf(machine);
  const session = randomUUID();
  const [authorize, journal] = [topicField(topicOf(id, 'authorize')), topicField(topicOf(id, 'journal'))];
  const socket: Socket = connect({ host: '127.0.0.1', port: target.port, noDelay: true });
  const bornAt = performance.now();
  const uptimeMs = () => Math.floor(performance.now() - bornAt);
  let packetId = 1;
  let closed = false;
  let vends = 0;
  let seq = 0;
  let txn = '';
  let backlog: string | undefined;
  const nextId = () => {
    packetId = packetId === 65_535 ? 1 : packetId + 1;
    return packetId;
  };
  const fault = (what: string) => {
    if (!closed) events.onFault(`${id}: ${what}`);
  };

  function heard(body: Buffer): void {
    const { topic, id: messageId, payload } = readPublish(body);
    if (topic.endsWith('/decision')) {
      if (!payload.includes('"grant"')) {
        fault(`a refusal: ${payload.toString()}`);
        socket.write(pubackPacket(messageId));
        return;
      }
      const told = vendJournal(machine, txn, seq + 1, vends, uptimeMs());
      seq += 2;
      socket.write(publishPacket(journal, nextId(), told, messageId));
      events.onDecision();
      return;
    }
    if (topic.endsWith('/ack')) {
      socket.write(pubackPacket(messageId));
      const acked = Number(/"seq":(\d+)/.exec(payload.toString('latin1'))?.[1]);
      // The newest ack is told at the subscription too, and then it is an old one.
      if (!target.acksCount || (acked === seq && seq > 0)) events.onAck();
      return;
    }
    socket.write(pubackPacket(messageId));
  }

  return new Promise((resolve) => {
    const ready: LoadMachine = {
      vend() {
        vends++;
        txn = txnOf(machine, vends);
        socket.write(publishPacket(authorize, nextId(), authorizeText(machine, vends, txn, uptimeMs())));
      },
      deliver(boxes) {
        // Said again, an entry is the same to the byte.
        backlog ??= backlogJournal(machine, boxes, uptimeMs());
        seq = boxes.length * 2;
        socket.write(publishPacket(journal, nextId(), backlog));
      },
      close() {
        closed = true;
        socket.destroy();
      },
    };
    const read = createPacketReader((type, body) => {
      if (type === packetType.publish) heard(body);
      else if (type === packetType.connack) {
        if (body[1] !== 0) return fault(`CONNACK ${body[1]}`);
        const birth = publishPacket(topicField(topicOf(id, 'presence')), nextId(), presenceText(session));
        socket.write(Buffer.concat([subscribePacket(id), birth]));
      } else if (type === packetType.suback) resolve(ready);
    });
    socket.on('data', read);
    socket.on('error', (error) => fault(error.message));
    socket.on('close', () => fault('the connection was closed'));
    socket.on('connect', () => socket.write(connectPacket(id, target.token, session)));
  });
}
