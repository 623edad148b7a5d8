import { randomUUID } from 'node:crypto';
import mqtt from 'mqtt';
import { onTestFinished } from 'vitest';
import type { EntryBody } from '../../protocol/mqtt/entries.ts';
import type { Authorize } from '../../protocol/mqtt/messages/authorize.ts';
import type { Journal } from '../../protocol/mqtt/messages/journal.ts';
import type { Presence } from '../../protocol/mqtt/messages/presence.ts';
import type { MachineState } from '../../protocol/mqtt/messages/state.ts';
import { downTopics, topicOf, type UpTopic } from '../../protocol/mqtt/topics.ts';
import { inboxOf, will } from './server-bench.ts';

const boot = 1;

/** A machine's journal as its disk would hold it: all entries of one epoch, from the first on. */
export function machineJournal(epoch: string = randomUUID()) {
  const entries: Journal['entries'] = [];
  const journal = {
    epoch,
    entries,
    write(...bodies: (EntryBody | ({ type: string } & Record<string, unknown>))[]): Journal['entries'] {
      const added = bodies.map((body) => {
        const stamps = { at: new Date().toISOString(), synced: true, boot, uptimeMs: entries.length };
        const entry = { seq: entries.length + 1, ...stamps, ...body };
        entries.push(entry);
        return entry;
      });
      return added;
    },
    /** A whole vend of one item that nobody was charged for. */
    vend(txn: string = randomUUID(), product = 'adult'): Journal['entries'] {
      const common = { txn, slot: 0, product, requested: 1 };
      return journal.write(
        { type: 'vend.started', ...common, vendCounter: 0, authority: 'offline', cards: [] },
        { type: 'vend.completed', ...common, dispensed: 1, fault: 0, vendCounter: 1 },
      );
    },
    /** The message that brings some entries. */
    message: (some: Journal['entries']): Journal => ({
      epoch,
      oldest: 1,
      sent: { at: new Date().toISOString(), boot, uptimeMs: entries.length },
      entries: some,
    }),
  };
  return journal;
}
export type MachineJournal = ReturnType<typeof machineJournal>;

/** A machine on a real connection, subscribed to everything that it may have. */
export async function machineClient(port: number, id: string, token: string) {
  const session = randomUUID();
  const client = mqtt.connect({
    ...{ host: '127.0.0.1', port, clientId: id, username: id, password: token },
    ...{ clean: true, protocolVersion: 4, reconnectPeriod: 0 },
    will: will(id, { online: false, session }),
  });
  client.on('error', () => {});
  onTestFinished(() => void client.end(true));
  const inbox = inboxOf(client);
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve());
    client.once('close', () => reject(new Error(`${id} was not let in`)));
  });
  await client.subscribeAsync(
    downTopics.map((topic) => topicOf(id, topic)),
    { qos: 1 },
  );

  const publish = (topic: UpTopic, payload: object | string) =>
    client.publishAsync(topicOf(id, topic), typeof payload === 'string' ? payload : JSON.stringify(payload), {
      qos: 1,
    });
  return {
    id,
    client,
    session,
    ...inbox,
    publish,
    /** What its presence says of this connection. */
    birth: (): Presence => ({ online: true, session, at: new Date().toISOString(), bridge: '1.0', boot }),
    /** A state in which nothing is planned and nothing is wrong. */
    state: (): MachineState => ({
      ...{ at: new Date(0).toISOString(), serialNo: 'D-1', firmware: '1', bootCount: 1, line: true },
      ...{ locked: false, doorOpen: false, faults: [], slots: [], desiredVersion: 1 },
      journal: { epoch: randomUUID(), lastSeq: 0, acked: 0, oldest: 1 },
    }),
    /** A question for one item with one tapped card, with what a test wants otherwise. */
    question: (request: Partial<Authorize> = {}): Authorize => ({
      ...{ txn: randomUUID(), slot: 0, product: 'adult', qty: 1, at: new Date().toISOString() },
      ...{
        cards: [{ scheme: 'tckn', id: '10000000146', entry: 'tap' }],
        epoch: randomUUID(),
        boot,
        uptimeMs: 0,
      },
      ...request,
    }),
    decisionOf: (txn: string) => inbox.next('/decision', (value) => value.txn === txn),
    acked: (epoch: string, seq: number) =>
      inbox.next('/journal/ack', (value) => value.epoch === epoch && value.seq === seq),
  };
}
export type MachineClient = Awaited<ReturnType<typeof machineClient>>;
