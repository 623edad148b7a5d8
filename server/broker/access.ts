/** A CONNECT as it came in, before anything of it is believed. */
export interface ConnectRequest {
  readonly clientId: string;
  readonly protocolVersion: number;
  readonly clean: boolean;
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
  readonly will:
    | { readonly topic: string; readonly payload: Uint8Array; readonly qos: number; readonly retain: boolean }
    | undefined;
}

/** A PUBLISH, or a will that fires. */
export interface Publication {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: number;
  readonly retain: boolean;
}

/** CONNACK return codes that a rule may give (MQTT 3.1.1, table 3.1). */
export const connackCode = {
  identifierRejected: 2,
  unavailable: 3,
  badCredentials: 4,
  notAuthorised: 5,
} as const;

export type ConnectVerdict = 'accept' | { readonly code: number; readonly reason: string };

/**
 * Who may do what. The broker asks it and knows nothing of machines itself, so it can be run and tested with any
 * other rule too.
 */
export interface AccessRule {
  connect(request: ConnectRequest): Promise<ConnectVerdict>;
  /** `consume`: ours alone; it reaches no subscriber, no persistence and no event of the broker. */
  publish(clientId: string, publication: Publication): 'forward' | 'consume' | { readonly refuse: string };
  subscribe(clientId: string, filter: string, qos: number): boolean;
}

/** Anybody may do anything but write to `$SYS`: for trying the broker alone. */
export const openAccess: AccessRule = {
  connect: async ({ will }) =>
    will?.topic.startsWith('$') ? { code: connackCode.notAuthorised, reason: 'reserved-topic' } : 'accept',
  publish: (_clientId, { topic }) => (topic.startsWith('$') ? { refuse: 'reserved-topic' } : 'forward'),
  subscribe: () => true,
};
