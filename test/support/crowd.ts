import { createHash, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { topicOf } from '../../protocol/mqtt/topics.ts';
import { createMachineStore, hashToken } from '../../server/fleet/machine-store.ts';
import { openDatabase } from '../../server/store/open.ts';
import {
  connectPacket,
  createPacketReader,
  packetType,
  pubackPacket,
  publishPacket,
  readPublish,
  subscribePacket,
  topicField,
} from '../bench/load/packets.ts';

/** What every machine of a crowd shows. */
export const crowdToken = 'a token of the crowd';
export const crowdId = (at: number): string => `crowd-${String(at).padStart(4, '0')}`;

/** Enrols so many machines in a data folder that no server runs on. */
export function enrolCrowd(dataDir: string, count: number): void {
  const db = openDatabase(dataDir, undefined);
  const registry = createMachineStore(db);
  const place = { lat: null, lon: null, district: 'Konak', language: null, slots: null };
  db.transaction(() => {
    for (let at = 0; at < count; at++)
      registry.enrol({
        ...{
          id: crowdId(at),
          name: crowdId(at),
          ...place,
          enrolledAtMs: 0,
          tokenHash: hashToken(crowdToken),
        },
      });
  })();
  db.close();
}

/** A UUID that follows from a text, so that an entry that is told again is the same to the byte. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Entries `from` to `to` of a machine's journal: a test vend of staff every two. */
function entriesOf(id: string, from: number, to: number): object[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const seq = from + index;
    const vend = Math.ceil(seq / 2);
    const stamps = { seq, at: '2020-05-20T09:00:00.000Z', synced: true, boot: 1, uptimeMs: seq };
    const what = { txn: uuidOf(`${id} ${vend}`), slot: 0, product: 'adult', requested: 1 };
    return seq % 2 === 1
      ? { ...stamps, type: 'vend.started', ...what, vendCounter: vend - 1, authority: 'staff', cards: [] }
      : { ...stamps, type: 'vend.completed', ...what, dispensed: 1, fault: 0, vendCounter: vend };
  });
}

/**
 * Machines on real connections, each with a journal that it tells by the contract: one message in flight, the next from
 * behind the ack. A connection that is lost is made again at once, to wherever the server is then.
 */
export function startCrowd(options: { count: number; entries: number; atOnce: number; port: () => number }) {
  const { count, atOnce } = options;
  let { entries } = options;
  const tellers = new Map<string, () => void>();
  const sockets = new Set<Socket>();
  const acked = new Map<string, number>();
  const epochs = new Map<string, string>();
  let ended = false;

  function join(id: string): void {
    const epoch = epochs.get(id) ?? randomUUID();
    epochs.set(id, epoch);
    const socket = connect({ host: '127.0.0.1', port: options.port(), noDelay: true });
    sockets.add(socket);
    let packetId = 1;
    const tell = () => {
      const from = (acked.get(id) ?? 0) + 1;
      const to = Math.min(entries, from + atOnce - 1);
      if (from > to) return;
      const sent = { at: '2020-05-20T09:00:00.000Z', boot: 1, uptimeMs: 1_000_000 };
      const message = JSON.stringify({ epoch, oldest: 1, sent, entries: entriesOf(id, from, to) });
      packetId = (packetId % 60_000) + 1;
      socket.write(publishPacket(topicField(topicOf(id, 'journal')), packetId, message));
    };
    tellers.set(id, tell);
    const read = createPacketReader((type, body) => {
      if (type === packetType.connack) socket.write(body[1] === 0 ? subscribePacket(id) : Buffer.alloc(0));
      if (type === packetType.suback) tell();
      if (type !== packetType.publish) return;
      const { topic, id: messageId, payload } = readPublish(body);
      socket.write(pubackPacket(messageId));
      if (!topic.endsWith('/ack')) return;
      const ack = JSON.parse(payload.toString()) as { epoch: string; seq: number };
      if (ack.epoch !== epoch || ack.seq <= (acked.get(id) ?? 0)) return;
      acked.set(id, ack.seq);
      tell();
    });
    socket.on('connect', () => socket.write(connectPacket(id, crowdToken, randomUUID())));
    socket.on('data', read);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      if (!ended) setTimeout(() => join(id), 100 + Math.random() * 400);
    });
  }
  for (let at = 0; at < count; at++) join(crowdId(at));

  return {
    /** The last entry of each machine that the server has acknowledged; nothing of one that it never has. */
    acked: (): ReadonlyMap<string, number> => new Map(acked),
    epochOf: (id: string): string => epochs.get(id) ?? '',
    /** Their journals have grown to so many entries. */
    grow(to: number): void {
      entries = to;
      for (const tell of tellers.values()) tell();
    },
    end(): void {
      ended = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}
