import { timingSafeEqual } from 'node:crypto';
import { Presence } from '../../protocol/mqtt/messages/presence.ts';
import { reader } from '../../protocol/mqtt/read.ts';
import {
  isDownTopic,
  isMachineId,
  isUpTopic,
  maxPayloadBytes,
  readTopic,
  topicOf,
} from '../../protocol/mqtt/topics.ts';
import { hashToken } from '../fleet/machine-store.ts';
import { type AccessRule, type ConnectRequest, type ConnectVerdict, connackCode } from './access.ts';

export interface MachineAccessDeps {
  /** The stored hash of a machine's token; undefined for an unknown or revoked machine. */
  readonly tokenHash: (machine: string) => Promise<Uint8Array | undefined>;
  /** Told of each accepted CONNECT, with the session that its will names. */
  readonly onAccepted: (machine: string, session: string) => void;
}

const readPresence = reader(Presence);

/** The walls of mqtt.md: each machine sees and writes its own subtree, and nothing else. */
export function createMachineAccess(deps: MachineAccessDeps): AccessRule {
  return {
    async connect(request): Promise<ConnectVerdict> {
      const { clientId, username, password } = request;
      const wrong = contractFault(request);
      if (wrong) return wrong;
      const expected = await deps.tokenHash(clientId).catch(() => 'unavailable' as const);
      if (expected === 'unavailable') return { code: connackCode.unavailable, reason: 'ledger-unavailable' };
      const given = hashToken(Buffer.from(password ?? []).toString('utf8'));
      const right = expected !== undefined && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
      // One answer for an unknown machine and a wrong token: which machines there are is nobody's business.
      if (!right || username !== clientId)
        return { code: connackCode.badCredentials, reason: 'wrong-credentials' };
      const session = sessionOf(request);
      if (session === undefined) return { code: connackCode.notAuthorised, reason: 'will-missing' };
      deps.onAccepted(clientId, session);
      return 'accept';
    },

    publish(clientId, { topic, payload, qos, retain }) {
      const place = readTopic(topic);
      if (place === undefined || place.machine !== clientId || !isUpTopic(place.topic))
        return { refuse: 'foreign-topic' };
      if (qos > 1) return { refuse: 'qos-2' };
      if (payload.length > maxPayloadBytes) return { refuse: 'payload-too-large' };
      // A retained authorize would be a card number that somebody keeps; nothing is kept here in any case.
      if (retain && place.topic !== 'presence' && place.topic !== 'state')
        return { refuse: 'must-not-be-retained' };
      return 'consume';
    },

    subscribe(clientId, filter, qos) {
      const place = readTopic(filter);
      return place !== undefined && place.machine === clientId && isDownTopic(place.topic) && qos <= 1;
    },
  };
}

function contractFault({ clientId, protocolVersion, clean }: ConnectRequest): ConnectVerdict | undefined {
  if (protocolVersion !== 4) return { code: connackCode.identifierRejected, reason: 'not-mqtt-3.1.1' };
  if (!isMachineId(clientId)) return { code: connackCode.identifierRejected, reason: 'not-a-machine-id' };
  if (!clean) return { code: connackCode.identifierRejected, reason: 'session-not-clean' };
  return undefined;
}

/** The session in a will that is as mqtt.md wants it: offline, on the machine's own presence. */
function sessionOf({ clientId, will }: ConnectRequest): string | undefined {
  if (will === undefined || will.qos > 1 || will.topic !== topicOf(clientId, 'presence')) return undefined;
  const presence = readPresence(will.payload);
  return presence.ok && !presence.value.online ? presence.value.session.toLowerCase() : undefined;
}
