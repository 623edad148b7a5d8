import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError, type ConfigProblem } from '../protocol/base/config.ts';
import { messageOf } from '../protocol/base/errors.ts';

/** A certificate (with its chain) and its private key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A handshake that takes longer is cut: an open socket costs memory whether or not anything is said on it. */
export const handshakeTimeoutMs = 10_000;

/**
 * Reads the server's certificate and key; undefined where neither is given.
 * @throws ConfigError for one without the other, what cannot be read, and two that don't belong together.
 */
export function readCertificate(certPath?: string, keyPath?: string): Certificate | undefined {
  if (certPath === undefined && keyPath === undefined) return undefined;
  const problems: ConfigProblem[] = [];
  const cert = readPem(
    problems,
    'tlsCert',
    certPath,
    'a PEM file with the certificate and its chain',
    (pem) => new X509Certificate(pem),
  );
  const key = readPem(problems, 'tlsKey', keyPath, 'a PEM file with the private key, not encrypted', (pem) =>
    createPrivateKey(pem),
  );
  if (cert && key && !cert.read.checkPrivateKey(key.read)) {
    const allowed = `the private key of the certificate in ${certPath}`;
    problems.push({ key: 'tlsKey', source: '--tls-key', value: `${keyPath} (another key)`, allowed });
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return { cert: cert?.pem ?? '', key: key?.pem ?? '' };
}

function readPem<T>(
  problems: ConfigProblem[],
  name: 'tlsCert' | 'tlsKey',
  path: string | undefined,
  allowed: string,
  read: (pem: string) => T,
): { readonly pem: string; readonly read: T } | undefined {
  const source = name === 'tlsCert' ? '--tls-cert' : '--tls-key';
  if (path === undefined) {
    problems.push({
      key: name,
      source: 'not given',
      value: 'nothing',
      allowed: `${allowed}, as its fellow is given`,
    });
    return undefined;
  }
  try {
    const pem = readFileSync(path, 'utf8');
    return { pem, read: read(pem) };
  } catch (error) {
    problems.push({ key: name, source, value: `${path} (${messageOf(error)})`, allowed });
    return undefined;
  }
}
