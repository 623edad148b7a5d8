import { rootCertificates } from 'node:tls';
import mqtt from 'mqtt';
import type { BridgeConfig } from '../config.ts';
import type { ConnectMqtt } from './connection.ts';

/**
 * Opens connections to the configured server. Over mqtts:// its certificate must be for the host's name and signed
 * by a known authority, or by the one in `ca`: anything else ends the try with the reason.
 */
export function connectBy({ mqtt: url, caPem }: Pick<BridgeConfig, 'mqtt' | 'caPem'>): ConnectMqtt {
  // `ca` alone would replace the known authorities.
  const trusted = caPem === undefined ? {} : { ca: [...rootCertificates, caPem] };
  return (options) => mqtt.connect(url, { ...options, ...trusted, rejectUnauthorized: true });
}
