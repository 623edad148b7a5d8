import { Readable } from 'node:stream';

interface Retained {
  readonly topic: string;
  readonly payload: string | Buffer;
}

/** What the library's memory of retained messages is asked. */
export interface RetainedMemory {
  storeRetained(packet: Retained): Promise<unknown>;
  createRetainedStreamCombi(filters: readonly string[]): Readable;
}

/**
 * Finds retained messages by their names. The library's own memory tries each filter of a SUBSCRIBE on every message
 * that it keeps, which is one a machine: when all of a fleet comes back at once, that is its square.
 */
export function findRetainedByName(memory: RetainedMemory): void {
  const kept = new Map<string, Retained>();
  const store = memory.storeRetained.bind(memory);
  const search = memory.createRetainedStreamCombi.bind(memory);

  memory.storeRetained = (packet) => {
    // An empty one takes the message away (MQTT-3.3.1-10).
    if (packet.payload.length === 0) kept.delete(packet.topic);
    else kept.set(packet.topic, { ...packet });
    return store(packet);
  };
  memory.createRetainedStreamCombi = (filters) =>
    filters.some((filter) => /[+#]/.test(filter))
      ? search(filters)
      : Readable.from(filters.flatMap((filter) => kept.get(filter) ?? []));
}
