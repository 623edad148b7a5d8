import type { ConnectRequest } from './access.ts';

/**
 * What no name may hold: U+0000 (MQTT-1.5.3-2), U+FFFD, which is what bytes that are not UTF-8 (MQTT-1.5.3-1) have
 * become by now, and the other control characters and non-characters, which a server may refuse: no log shows them.
 */
const illFormed = /\p{Cc}|\p{Noncharacter_Code_Point}|\ufffd/u;

/** Whether a name, a topic or a filter is a text that MQTT allows. */
export function isWellFormed(text: string): boolean {
  return !illFormed.test(text);
}

/** Whether a filter has its wildcards where they may stand: alone between slashes, # at the end (MQTT-4.7.1-2, -3). */
export function hasWildcardsInPlace(filter: string): boolean {
  const levels = filter.split('/');
  return levels.every(
    (level, at) => !/[+#]/.test(level) || level === '+' || (level === '#' && at === levels.length - 1),
  );
}

/** What keeps a CONNECT from being one, whatever the access rule says; undefined where nothing does. */
export function connectFault({
  clientId,
  clean,
  username,
  will,
}: ConnectRequest): 'client-id' | 'user-name' | 'will-topic' | undefined {
  // Without a name of its own nothing could be kept for a client (MQTT-3.1.3-8).
  if (!isWellFormed(clientId) || (clientId === '' && !clean)) return 'client-id';
  if (username !== undefined && !isWellFormed(username)) return 'user-name';
  // A will is published as any message is: to a name, not to a filter (MQTT-3.3.2-2).
  if (will !== undefined && (!isWellFormed(will.topic) || will.topic === '' || /[+#]/.test(will.topic)))
    return 'will-topic';
  return undefined;
}
