import { type TSchema, Type } from 'typebox';
import { entrySchemas } from '../../protocol/mqtt/entries.ts';
import { MachineId } from '../../protocol/mqtt/fields.ts';
import { Authorize } from '../../protocol/mqtt/messages/authorize.ts';
import { Command, CommandResult, commandArgs } from '../../protocol/mqtt/messages/command.ts';
import { Decision } from '../../protocol/mqtt/messages/decision.ts';
import { Desired } from '../../protocol/mqtt/messages/desired.ts';
import { Journal, JournalAck } from '../../protocol/mqtt/messages/journal.ts';
import { Presence } from '../../protocol/mqtt/messages/presence.ts';
import { MachineState } from '../../protocol/mqtt/messages/state.ts';
import {
  type DownTopic,
  downTopics,
  isRetained,
  maxJournalEntries,
  topicOf,
  type UpTopic,
  upTopics,
} from '../../protocol/mqtt/topics.ts';

type Topic = UpTopic | DownTopic;

/** What a topic is for, and the schema of its messages. */
const messages: Readonly<Record<Topic, { readonly summary: string; readonly payload: TSchema }>> = {
  presence: {
    summary: 'The birth of a connection; the will says offline and counts for its own session alone',
    payload: Presence,
  },
  state: { summary: 'What the machine reports of itself', payload: MachineState },
  authorize: { summary: 'May this machine give so many items to these cards?', payload: Authorize },
  decision: { summary: 'The answer to an authorize, durable before it is sent', payload: Decision },
  journal: {
    summary:
      'A run of the durable journal. An entry that is not readable is stored apart and spoils no other one',
    payload: Type.Object({
      ...Journal.properties,
      entries: Type.Array(Type.Union(Object.values(entrySchemas)), { maxItems: maxJournalEntries }),
    }),
  },
  'journal/ack': { summary: 'Every entry up to seq is durable at the server', payload: JournalAck },
  desired: { summary: 'What the centre wants of the machine', payload: Desired },
  command: {
    summary: 'An order, done once within its time',
    payload: Type.Union(
      Object.entries(commandArgs).map(([name, args]) =>
        Type.Object({ ...Command.properties, name: Type.Literal(name), args }),
      ),
    ),
  },
  'command/result': { summary: 'What became of a command', payload: CommandResult },
};

/** `command/result` as a name: `commandResult`. */
const nameOf = (topic: Topic) => topic.replace(/\/(.)/g, (_, letter: string) => letter.toUpperCase());
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const ref = (path: string) => ({ $ref: `#/${path}` });

/**
 * The contract between machines and server as an AsyncAPI 3 document, from the very schemas that check the messages.
 * `receive` and `send` are the server's: it is the application that the document describes.
 */
export function asyncApi(): object {
  const topics: readonly Topic[] = [...upTopics, ...downTopics];
  const each = <T>(make: (topic: Topic, name: string) => readonly [string, T]) =>
    Object.fromEntries(topics.map((topic) => make(topic, nameOf(topic))));
  const isUp = (topic: Topic) => (upTopics as readonly Topic[]).includes(topic);

  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Mask fleet over MQTT',
      version: '1',
      description:
        'Machine and server over MQTT 3.1.1, JSON in UTF-8, at most 64 KiB a message. The rules behind the shapes stand in mqtt.md beside this file; unknown fields are ignored.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      fleet: {
        host: 'localhost:1883',
        protocol: 'mqtt',
        protocolVersion: '3.1.1',
        description:
          'Client id and user name are the machine’s id, the password is its token, the session is clean.',
      },
    },
    channels: each((topic, name) => [
      name,
      {
        address: topicOf('{machine}', topic),
        parameters: { machine: { description: `The machine’s id: ${patternOf(MachineId)}` } },
        messages: { [name]: ref(`components/messages/${name}`) },
      },
    ]),
    operations: each((topic, name) => [
      `${isUp(topic) ? 'receive' : 'send'}${capital(name)}`,
      {
        action: isUp(topic) ? 'receive' : 'send',
        channel: ref(`channels/${name}`),
        messages: [ref(`channels/${name}/messages/${name}`)],
        bindings: { mqtt: { qos: 1, retain: isRetained(topic), bindingVersion: '0.2.0' } },
      },
    ]),
    components: {
      messages: each((topic, name) => [
        name,
        { name, summary: messages[topic].summary, payload: messages[topic].payload },
      ]),
    },
  };
  // Through text once: what a schema carries beside JSON Schema is not part of it.
  return JSON.parse(JSON.stringify(document)) as object;
}

function patternOf(schema: TSchema): string {
  return String((schema as { pattern?: unknown }).pattern);
}
