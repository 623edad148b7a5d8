import { X509Certificate } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { parseSimulatedClock } from '../protocol/base/clock.ts';
import {
  ConfigError,
  type ConfigProblem,
  type ConfigSources,
  collectConfig,
} from '../protocol/base/config.ts';
import { codeOf } from '../protocol/base/errors.ts';
import { languages } from '../protocol/display/catalogue.ts';
import { defaultBaudRate, schemes } from '../protocol/serial/constants.ts';
import { readerFormats } from './reader/lines.ts';

const text = (allowed: string, more: object = {}) => Type.String({ minLength: 1, allowed, ...more });

/** Every key of the bridge's configuration. */
export const BridgeKeys = Type.Object({
  machine: text('2 to 32 of a-z, 0-9 and -, beginning with a letter or digit', {
    pattern: '^[a-z0-9][a-z0-9-]{1,31}$',
    description: 'this machine: its MQTT client id and user name',
  }),
  serial: text('a path, best below /dev/serial/by-id', { description: 'the port of the dispenser' }),
  baudRate: Type.Integer({
    minimum: 300,
    maximum: 4_000_000,
    default: defaultBaudRate,
    allowed: '300 to 4000000',
    description: 'bits per second on the serial line',
  }),
  reader: Type.Optional(
    text('a path, best below /dev/serial/by-id', {
      description: 'the port of a card reader of its own, beside the dispenser’s',
    }),
  ),
  readerBaudRate: Type.Integer({
    minimum: 300,
    maximum: 4_000_000,
    default: 9_600,
    allowed: '300 to 4000000',
    description: "bits per second on the reader's line",
  }),
  readerFormat: Type.Enum([...readerFormats], {
    default: 'lines',
    allowed: readerFormats.join(', '),
    description: 'what the reader sends: lines ended by CR or LF, or frames STX … LRC ETX',
  }),
  readerScheme: Type.Enum([...schemes], {
    default: 'uid',
    allowed: schemes.join(', '),
    description: 'what kind of number the reader reads',
  }),
  readerByteOrder: Type.Enum(['msb', 'lsb'], {
    default: 'msb',
    allowed: 'msb, lsb',
    description: "whether a UID's first byte comes first or last",
  }),
  readerNumber: Type.Enum(['hex', 'decimal'], {
    default: 'hex',
    allowed: 'hex, decimal',
    description: 'how a UID is written: in hex, or as ten decimal digits',
  }),
  mqtt: text('mqtt://host:port or mqtts://host:port', {
    pattern: '^mqtts?://[^\\s/@]+/?$',
    description: 'the server',
  }),
  tokenFile: text('a readable file that holds the token', { description: "the machine's password" }),
  data: text('a folder that survives a restart', { description: 'journal and state' }),
  ca: Type.Optional(
    text('a readable PEM file', { description: 'whom mqtts:// trusts, beside the known ones' }),
  ),
  language: Type.Enum([...languages], {
    default: 'tr',
    allowed: languages.join(', '),
    description: 'the language until the server has told one',
  }),
  logLevel: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    allowed: 'fatal, error, warn, info, debug, trace, silent',
    description: 'what is logged',
  }),
  simulated: Type.Optional(
    text('START,SPEED or START,SPEED,ORIGIN with RFC 3339 times', { description: 'a simulated clock' }),
  ),
});

export type BridgeConfig = Readonly<Static<typeof BridgeKeys>> & {
  /** What stands in tokenFile. */
  readonly token: string;
  /** What stands in the file `ca`. */
  readonly caPem: string | undefined;
};

/** Reads the configuration and the files that it names. @throws ConfigError with all mistakes at once. */
export function loadBridgeConfig(sources: Omit<ConfigSources, 'envPrefix'>): BridgeConfig {
  // Files are read even where other keys are wrong, so that one start tells of every mistake.
  const read = collectConfig(BridgeKeys, { ...sources, envPrefix: 'MASKFLEET_BRIDGE' });
  const raw: Raw = read.config;
  const problems = [...read.problems];
  const token = readNamed(raw, 'tokenFile', sources, problems)?.trim();
  if (token === '') problems.push(fileProblem('tokenFile', String(raw.tokenFile), 'the file is empty'));
  const caPem = readNamed(raw, 'ca', sources, problems);
  if (typeof raw.simulated === 'string' && parseSimulatedClock(raw.simulated, 0) === undefined) {
    const allowed = BridgeKeys.properties.simulated as { allowed?: string };
    problems.push(fileProblem('simulated', raw.simulated, 'configuration', String(allowed.allowed)));
  }
  if (caPem !== undefined && !isCertificate(caPem))
    problems.push(fileProblem('ca', String(raw.ca), 'no certificate in it', 'a readable PEM file'));
  if (raw.ca !== undefined && raw.mqtt?.startsWith('mqtt://'))
    problems.push(fileProblem('ca', raw.ca, 'configuration', 'only with mqtts://host:port'));
  if (problems.length > 0 || token === undefined) throw new ConfigError(problems);
  return Object.freeze({ ...(raw as Static<typeof BridgeKeys>), token, caPem });
}

type Raw = Partial<Static<typeof BridgeKeys>>;

function readNamed(
  raw: Raw,
  key: 'tokenFile' | 'ca',
  sources: Pick<ConfigSources, 'readFile'>,
  problems: ConfigProblem[],
): string | undefined {
  const path = raw[key];
  if (path === undefined) return undefined;
  try {
    return sources.readFile(path);
  } catch (error) {
    problems.push(fileProblem(key, path, codeOf(error) ?? 'unreadable'));
    return undefined;
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

function fileProblem(key: string, value: string, source: string, allowed = 'a readable, non-empty file') {
  return { key, source, value: JSON.stringify(value), allowed };
}
