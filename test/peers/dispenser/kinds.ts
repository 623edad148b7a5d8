/** The numbers of serial.md's tables, each under the name that the table gives it. */

export const Request = {
  hello: 0x01,
  status: 0x02,
  vend: 0x03,
  lastVend: 0x04,
  display: 0x05,
  lock: 0x06,
  setStock: 0x07,
  reset: 0x08,
} as const;

/** serial.md, Requests: "response kind = request kind | 0x80". */
export const RESPONSE_BIT = 0x80;
export const ACK = 0x7f;
export const NAK = 0x7e;

export const NakCode = { unknownKind: 1, badPayload: 2, busy: 3 } as const;

export const EventKind = {
  card: 0x40,
  select: 0x41,
  door: 0x42,
  fault: 0x43,
  cleared: 0x44,
  vendResult: 0x45,
  tamper: 0x46,
  boot: 0x47,
  claim: 0x48,
} as const;

export function eventName(kind: number): string {
  return Object.entries(EventKind).find(([, value]) => value === kind)?.[0] ?? `0x${kind.toString(16)}`;
}

export const Verdict = {
  accepted: 0,
  known: 1,
  busy: 2,
  empty: 3,
  locked: 4,
  jammed: 5,
  noSuchSlot: 6,
  doorOpen: 7,
} as const;

export const Fault = { none: 0, jam: 1, empty: 2, noDrop: 4, powerLost: 5, doorOpened: 6 } as const;

export const Flag = { doorOpen: 1 << 0, locked: 1 << 1, jam: 1 << 2, vendRunning: 1 << 5 } as const;

export const VendState = { none: 0, running: 1, done: 2 } as const;

export const BootCause = { power: 0, reset: 1 } as const;

export const READERS = ['tap', 'scan', 'typed'] as const;

/** In the order of their numbers: serial.md, Events, "scheme, as number here and as name everywhere else". */
export const SCHEMES = [
  'uid',
  'tckn',
  'izmirim',
  'nhi',
  'twid',
  'nric',
  'voucher',
  'staff',
  'mrz',
  'rrn',
] as const;
