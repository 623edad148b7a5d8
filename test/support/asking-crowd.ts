import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { createSeal, type Seal } from '../../firmware-bridge/seal/box.ts';
import { cardName } from '../../protocol/identity/card.ts';
import type { Desired } from '../../protocol/mqtt/messages/desired.ts';
import { topicOf, type UpTopic } from '../../protocol/mqtt/topics.ts';
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
import { crowdId, crowdToken } from './crowd.ts';
import type { KnownNumber } from './known-cards.ts';

/** A tap of a card, or bytes that a machine says instead of a question, to which it expects no answer. */
export type Ask = { readonly tap: KnownNumber } | { readonly raw: string };

/** What came of all questions, and everything that the machines were told, topics and all. */
export interface Answers {
  readonly granted: number;
  readonly refusals: ReadonlyMap<string, number>;
  readonly heard: readonly Buffer[];
}

const product = 'adult';
/** Entries of one journal message: two a vend. */
const toldTogether = 20;

/**
 * So many machines of a crowd, on raw connections, ask in turns until all was asked: authorize, and for what was granted
 * vend.started with the card in a sealed box and vend.completed.
 */
export async function askAll(asks: readonly Ask[], machines: number, port: number): Promise<Answers> {
  const seal = await createSeal();
  const heard: Buffer[] = [];
  const refusals = new Map<string, number>();
  let granted = 0;
  const waiting = [...asks].reverse();
  const next = () => waiting.pop();

  const note = (verdict: string, reason: string) => {
    if (verdict === 'grant') granted++;
    else refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
  };
  await Promise.all(
    Array.from({ length: machines }, (_, at) => runMachine(crowdId(at), { port, seal, next, heard, note })),
  );
  return { granted, refusals, heard };
}

interface Round {
  readonly port: number;
  readonly seal: Seal;
  readonly next: () => Ask | undefined;
  readonly heard: Buffer[];
  readonly note: (verdict: string, reason: string) => void;
}

/** One machine, until nothing is left to ask. */
function runMachine(id: string, { port, seal, next, heard, note }: Round): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const [session, epoch] = [randomUUID(), randomUUID()];
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let [packetId, seq, counter] = [1, 0, 0];
  let sealKey: Desired['sealKey'] | undefined;
  let asked: { txn: string; card: KnownNumber } | undefined;
  const untold: object[] = [];
  let isOver = false;

  const stamp = () => ({ at: new Date().toISOString(), boot: 1, uptimeMs: Math.floor(performance.now()) });
  function say(topic: UpTopic, message: object | string, answered = 0): void {
    packetId = (packetId % 60_000) + 1;
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    socket.write(publishPacket(topicField(topicOf(id, topic)), packetId, text, answered));
  }

  function askNext(): void {
    if (untold.length >= toldTogether) {
      tell();
      return;
    }
    let ask = next();
    for (; ask !== undefined && 'raw' in ask; ask = next()) say('authorize', ask.raw);
    if (ask === undefined) {
      if (untold.length > 0) tell();
      else leave();
      return;
    }
    asked = { txn: randomUUID(), card: ask.tap };
    const { scheme, id, said } = ask.tap;
    const cards = [{ scheme, id: said, entry: said === id ? 'tap' : 'scan' }];
    say('authorize', { txn: asked.txn, cards, slot: 0, product, qty: 1, ...stamp(), epoch });
  }

  function leave(): void {
    isOver = true;
    socket.destroy();
    resolve();
  }

  /** Keeps the vend until some are told together, as a machine does that was busy. */
  function vend({ txn, card }: { txn: string; card: KnownNumber }, key: Desired['sealKey']): void {
    const box = seal(cardName(card.scheme, card.id), key.publicKey);
    const vend = { txn, slot: 0, product, requested: 1 };
    const cards = [{ key: key.key, box, qty: 1 }];
    const started = { type: 'vend.started', ...vend, vendCounter: counter, authority: 'online', cards };
    const completed = { type: 'vend.completed', ...vend, dispensed: 1, fault: 0, vendCounter: ++counter };
    untold.push(...[started, completed].map((body) => ({ seq: ++seq, ...stamp(), synced: true, ...body })));
  }

  function tell(): void {
    say('journal', { epoch, oldest: 1, sent: stamp(), entries: untold.splice(0) });
  }

  function hear(topic: string, text: string): void {
    if (topic.endsWith('/desired')) {
      const isFirst = sealKey === undefined;
      sealKey = (JSON.parse(text) as Desired).sealKey;
      if (isFirst) askNext();
    } else if (topic.endsWith('/decision')) {
      const told = JSON.parse(text) as { txn: string; verdict: string; reason?: string };
      if (asked === undefined || told.txn !== asked.txn) return;
      note(told.verdict, told.reason ?? '');
      if (told.verdict === 'grant' && sealKey !== undefined) vend(asked, sealKey);
      askNext();
    } else if (topic.endsWith('/journal/ack') && seq > 0 && text.includes(`"seq":${seq}`)) askNext();
  }

  const read = createPacketReader((type, body) => {
    if (type === packetType.connack) {
      if (body[1] !== 0) socket.destroy(new Error(`CONNACK ${body[1]}`));
      else socket.write(subscribePacket(id));
      say('presence', { online: true, session, at: new Date().toISOString(), bridge: '1.0', boot: 1 });
    }
    if (type !== packetType.publish) return;
    heard.push(Buffer.from(body));
    const { topic, id: messageId, payload } = readPublish(body);
    socket.write(pubackPacket(messageId));
    hear(topic, payload.toString());
  });
  socket.on('data', read);
  socket.on('connect', () => socket.write(connectPacket(id, crowdToken, session)));
  socket.on('error', (error) => reject(new Error(`${id}: ${error.message}`)));
  socket.on('close', () => {
    if (!isOver) reject(new Error(`${id}: the connection was closed`));
  });
  return promise;
}
