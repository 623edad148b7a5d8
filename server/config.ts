import { type Static, Type } from 'typebox';

/** A host and a TCP port. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const port = '(\\d{1,4}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])';
const addressPattern = `^(\\[[0-9a-fA-F:]+\\]|[^:\\s]+):${port}$`;
const address = (name: string, fallback: string) =>
  Type.String({
    pattern: addressPattern,
    default: fallback,
    description: name,
    allowed: 'HOST:PORT, e.g. 127.0.0.1:8080',
  });

const days = (fallback: number, description: string) =>
  Type.Integer({
    minimum: 0,
    maximum: 36_500,
    default: fallback,
    description,
    allowed: '0 (for ever) to 36500 days',
  });

/** A key for the fewest cards that a figure of an export may tell of (k-anonymity). */
export const minCards = () =>
  Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 10,
    description:
      'The fewest cards that a cell of an export, or of a what-if, may tell of; others are left out',
    allowed: '1 to 1000000',
  });

/** Every key of the server, for the command line, the environment (MASKFLEET_SERVER_…) and a YAML file alike. */
export const ServerConfig = Type.Object({
  data: Type.String({
    minLength: 1,
    description: 'The folder of ledger, keys and InfluxDB',
    allowed: 'a path',
  }),
  http: address('Where pages and API are served', '127.0.0.1:8080'),
  mqtt: address('Where machines connect', '127.0.0.1:1883'),
  influx: Type.String({
    pattern: '^(auto|off|https?://\\S+)$',
    default: 'auto',
    description: 'InfluxDB: found or started by itself, left out, or at a URL',
    allowed: 'auto, off, or http://host:port[/database]',
  }),
  policy: Type.Optional(
    Type.String({ minLength: 1, description: 'The policy file (YAML)', allowed: 'a path' }),
  ),
  pages: Type.Optional(
    Type.String({ minLength: 1, description: 'The folder of the built pages', allowed: 'a path' }),
  ),
  mapTiles: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s/{}]+(/[^\\s{}]*)?\\{z\\}/\\{x\\}/\\{y\\}\\S*$',
      description: 'A tile server for the map; without one the packaged coast is drawn',
      allowed: 'a URL with {z}/{x}/{y}',
    }),
  ),
  mapAttribution: Type.String({
    default: '',
    maxLength: 200,
    description: 'Whom to name for the tiles',
    allowed: 'up to 200 characters',
  }),
  logLevel: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
    default: 'info',
    description: 'How much is logged',
    allowed: 'trace, debug, info, warn, error or silent',
  }),
  simulated: Type.Optional(
    Type.String({
      description: 'Run on a simulated clock (never with real machines)',
      allowed: 'START,SPEED[,ORIGIN], e.g. 2020-05-20T06:00:00Z,60',
    }),
  ),
  tlsCert: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'The certificate for pages (https) and machines (mqtts)',
      allowed: 'a PEM file',
    }),
  ),
  tlsKey: Type.Optional(
    Type.String({ minLength: 1, description: 'The private key of that certificate', allowed: 'a PEM file' }),
  ),
  keepRequests: days(90, 'Days for which what was asked is kept, for what-ifs'),
  keepBoxes: days(
    60,
    'Days for which a vend’s sealed card is kept: longer than machines keep their journals (35)',
  ),
  keepCharges: days(30, 'Days for which a charge names its card when no rule can ask any more'),
  minCards: minCards(),
  insecure: Type.Boolean({
    default: false,
    description: 'Serve beyond this machine without encryption',
    allowed: 'true or false',
  }),
});
export type ServerConfig = Readonly<Static<typeof ServerConfig>>;

/** Reads HOST:PORT; brackets of an IPv6 address are taken off. The text was checked by the schema. */
export function parseAddress(text: string): Address {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}

/** Whether an address can be reached from this machine alone. */
export function isLoopback({ host }: Address): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
