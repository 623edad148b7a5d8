/** Every topic of a machine stands below `mask/v1/<machine>/` (mqtt.md). */
const root = 'mask/v1';

/** Topics that a machine publishes. */
export const upTopics = ['presence', 'state', 'authorize', 'journal', 'command/result'] as const;
/** Topics that a machine subscribes to. */
export const downTopics = ['decision', 'journal/ack', 'desired', 'command'] as const;

export type UpTopic = (typeof upTopics)[number];
export type DownTopic = (typeof downTopics)[number];

/** The largest payload of a message, in bytes. */
export const maxPayloadBytes = 64 * 1024;
/** Entries of one journal message. */
export const maxJournalEntries = 100;

/** What `^[a-z0-9][a-z0-9-]{1,31}$` accepts may be a machine's id. */
export function isMachineId(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{1,31}$/.test(text);
}

/** The full name of a machine's topic. */
export function topicOf(machine: string, topic: UpTopic | DownTopic): string {
  return `${root}/${machine}/${topic}`;
}

/** The machine and the rest of a topic of ours; undefined for any other topic, and for one with a wildcard. */
export function readTopic(topic: string): { machine: string; topic: UpTopic | DownTopic } | undefined {
  const match = /^mask\/v1\/([a-z0-9][a-z0-9-]{1,31})\/(.+)$/.exec(topic);
  const rest = match?.[2];
  if (match?.[1] === undefined || !(isUpTopic(rest) || isDownTopic(rest))) return undefined;
  return { machine: match[1], topic: rest };
}

/** Whether a machine may publish to this part of its subtree. */
export function isUpTopic(topic: string | undefined): topic is UpTopic {
  return (upTopics as readonly (string | undefined)[]).includes(topic);
}

/** Whether a machine may subscribe to this part of its subtree. */
export function isDownTopic(topic: string | undefined): topic is DownTopic {
  return (downTopics as readonly (string | undefined)[]).includes(topic);
}

/** What stands in the table of mqtt.md beside the topic: only these are kept by the broker. */
export function isRetained(topic: UpTopic | DownTopic): boolean {
  return topic === 'presence' || topic === 'state' || topic === 'desired';
}
