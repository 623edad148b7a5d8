/** Numbers and names of the line protocol (serial.md). Names are the ones that MQTT and the ledger use too. */

/** Baud rate where none is configured (serial.md, Link). */
export const defaultBaudRate = 115_200;
/** A request without a response is sent again after this long, `requestTries` times in all (RESET once). */
export const requestTimeoutMs = 250;
export const requestTries = 3;
/** While the line is down, HELLO is tried this often. */
export const probeIntervalMs = 1_000;
/** An event is repeated this often until it is acknowledged. */
export const eventRepeatMs = 500;
/** A dispenser has 1 to 16 slots, numbered from 0. */
export const maxSlots = 16;
/** A display text, in bytes of UTF-8. */
export const maxDisplayBytes = 160;

export const nakCode = { unknownKind: 1, badPayload: 2, busy: 3 } as const;

export const vendVerdict = {
  accepted: 0,
  known: 1,
  busy: 2,
  empty: 3,
  locked: 4,
  jammed: 5,
  noSuchSlot: 6,
  doorOpen: 7,
} as const;

export const vendState = { none: 0, running: 1, done: 2 } as const;

export const fault = {
  none: 0,
  jam: 1,
  empty: 2,
  motor: 3,
  nothingSeen: 4,
  powerLost: 5,
  doorOpened: 6,
  temperature: 7,
} as const;

export const tone = { none: 0, ok: 1, refused: 2, error: 3 } as const;

export const bootCause = { power: 0, reset: 1, watchdog: 2 } as const;

/** Bits of STATUS `flags`. */
export const statusFlag = {
  doorOpen: 1 << 0,
  locked: 1 << 1,
  jam: 1 << 2,
  tamper: 1 << 3,
  onBattery: 1 << 4,
  vendRunning: 1 << 5,
} as const;

/** How a card came in; the index is the number on the line. */
export const entries = ['tap', 'scan', 'typed'] as const;
export type Entry = (typeof entries)[number];

/** Schemes of ids; the index is the number on the line, the word its name everywhere else. */
export const schemes = [
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
export type Scheme = (typeof schemes)[number];
