import { EventEmitter } from 'node:events';
import type { ConnectMqtt } from '../../firmware-bridge/uplink/connection.ts';
import type { JournalEntry } from '../../protocol/mqtt/entries.ts';
import type { Authorize } from '../../protocol/mqtt/messages/authorize.ts';
import type { Command, CommandResult } from '../../protocol/mqtt/messages/command.ts';
import type { Desired } from '../../protocol/mqtt/messages/desired.ts';
import type { MachineState } from '../../protocol/mqtt/messages/state.ts';

/** What the server does with an authorize. */
export type Answer = 'grant' | 'refuse' | 'silence';

interface JournalMessage {
  readonly epoch: string;
  readonly oldest: number;
  readonly entries: readonly JournalEntry[];
}

/**
 * The centre of one machine, as far as mqtt.md lets the machine see it: it applies the journal in order and once,
 * refuses nothing that it has no reason to refuse, and answers as it is told to. Breaks of the contract are noted.
 */
export function scriptedServer(desired: Desired) {
  const applied = new Map<string, JournalEntry[]>();
  const asked = new Map<string, string>();
  const results = new Map<string, CommandResult>();
  const breaches: string[] = [];
  const states: MachineState[] = [];
  let commands: Command[] = [];
  let newest: string | undefined;
  let current = desired;
  let client: EventEmitter | undefined;
  const server = {
    up: true,
    /** Acks that are due are not sent. */
    losesAcks: false,
    answer: (): Answer => 'grant',
    /** What every decision says besides, or instead. */
    extra: {} as object,
    breaches,
    results,
    /** What the machine told of itself, in order. */
    states,
    connect: connect as unknown as ConnectMqtt,
    order(command: Command): void {
      commands.push(command);
      send('command', command);
    },
    want(next: Desired): void {
      current = next;
      send('desired', current);
    },
    /** Ends the connection without a word. */
    cut(): void {
      const gone = client;
      client = undefined;
      gone?.emit('close');
    },
  };

  function connect(): EventEmitter {
    const opened: EventEmitter = Object.assign(new EventEmitter(), {
      end: () => {
        if (client === opened) client = undefined;
      },
      endAsync: async () => {},
      subscribeAsync: async (topics: readonly string[]) => {
        setImmediate(greet);
        return topics.map((topic) => ({ topic, qos: 1 }));
      },
      publishAsync: async (topic: string, payload: string) => {
        if (client !== opened) throw new Error('not connected');
        take(topic.split('/').slice(3).join('/'), JSON.parse(payload));
      },
    });
    setImmediate(() => {
      if (!server.up) {
        opened.emit('close');
        return;
      }
      client = opened;
      opened.emit('connect');
    });
    return opened;
  }

  function greet(): void {
    send('desired', current);
    if (newest !== undefined) tellAck(newest);
    for (const command of commands) send('command', command);
  }

  function send(topic: string, message: object): void {
    const to = client;
    setImmediate(
      () => to === client && to?.emit('message', `mask/v1/m1/${topic}`, Buffer.from(JSON.stringify(message))),
    );
  }

  function tellAck(epoch: string): void {
    if (!server.losesAcks) send('journal/ack', { epoch, seq: applied.get(epoch)?.length ?? 0 });
  }

  function take(topic: string, message: unknown): void {
    if (topic === 'authorize') decide(message as Authorize);
    if (topic === 'state') states.push(message as MachineState);
    if (topic === 'journal') apply(message as JournalMessage);
    if (topic === 'command/result') {
      const result = message as CommandResult;
      results.set(result.id, result);
      commands = commands.filter(({ id }) => id !== result.id);
    }
  }

  function decide({ txn, qty, cards, slot, product }: Authorize): void {
    const content = JSON.stringify({ cards, slot, product, qty });
    if (asked.has(txn) && asked.get(txn) !== content) breaches.push(`${txn} asked with other content`);
    asked.set(txn, content);
    const answer = server.answer();
    if (answer === 'silence') return;
    const grant = { txn, verdict: 'grant', qty, charges: cards.map(() => 1), validMs: 30_000 };
    const refusal = { txn, verdict: 'refuse', qty: 0, reason: 'quota' };
    send('decision', { ...(answer === 'grant' ? grant : refusal), ...server.extra });
  }

  function apply({ epoch, oldest, entries }: JournalMessage): void {
    newest = epoch;
    const known = applied.get(epoch) ?? [];
    applied.set(epoch, known);
    if (known.length + 1 < oldest) breaches.push('entries lost');
    for (const entry of entries) {
      const before = known[entry.seq - 1];
      if (before === undefined && entry.seq === known.length + 1) known.push(entry);
      else if (before !== undefined && JSON.stringify(before) !== JSON.stringify(entry))
        breaches.push(`${epoch} ${entry.seq} has two contents`);
    }
    tellAck(epoch);
  }

  return Object.assign(server, { applied });
}
export type ScriptedServer = ReturnType<typeof scriptedServer>;
