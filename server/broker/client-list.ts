import type { Client } from 'aedes';

/** Told of each client's coming and going, in turn: a name never comes twice without going in between. */
export interface ClientListEvents {
  onConnected(clientId: string): void;
  onDisconnected(clientId: string): void;
}

/**
 * Who is connected, by name; the newest connection of a name is the one that counts. The library has such a list of
 * its own, but when a client comes back while its former connection is still going down, the end of that one takes
 * the new one off it: it would stay connected and never be sent anything again.
 */
export function createClientList(events: ClientListEvents) {
  const clients = new Map<string, Client>();

  function left(client: Client): void {
    if (clients.get(client.id) !== client) return;
    clients.delete(client.id);
    events.onDisconnected(client.id);
  }

  return {
    /** Its CONNECT was answered with success. A former connection of the same name is cut (MQTT-3.1.4-2). */
    joined(client: Client): void {
      const former = clients.get(client.id);
      if (former !== undefined) {
        left(former);
        former.close();
      }
      clients.set(client.id, client);
      events.onConnected(client.id);
    },
    /** Its connection is gone, for whatever reason. */
    left,
    find: (clientId: string): Client | undefined => clients.get(clientId),
    get size() {
      return clients.size;
    },
    closeAll(): void {
      for (const client of [...clients.values()]) client.close();
    },
  };
}
