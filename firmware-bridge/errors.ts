import { CodedError } from '../protocol/base/errors.ts';

/** Every fault that the bridge can raise, with what it means for a person who reads it in a log. */
export const bridgeErrors = {
  LINE_DOWN: 'the dispenser does not answer',
  LINK_QUEUE_FULL: 'too many requests wait for the dispenser',
  SENT_TOO_LATE: 'the request could not be sent before its deadline',
  NAK_UNKNOWN_KIND: 'the dispenser does not know this request',
  NAK_BAD_PAYLOAD: 'the dispenser refuses the content of this request',
  NAK_BUSY: 'the dispenser is busy with a vend',
  JOURNAL_CORRUPT: 'the journal on disk is damaged',
  JOURNAL_FULL: 'the journal holds too many entries that the server has not acknowledged',
  JOURNAL_FAILED: 'the journal could not be written',
  JOURNAL_CLOSED: 'the journal is closed',
  DATA_NOT_WRITABLE: 'the data folder cannot be written',
  DATA_IN_USE: 'another bridge runs on this data folder',
  STATE_UNREADABLE: 'a state file is damaged',
  DATA_OTHER_CLOCK: 'this data folder was made with another kind of clock',
  UPLINK_DOWN: 'there is no connection to the server',
  UPLINK_REFUSED: 'the server refuses this machine',
  SERIAL_UNAVAILABLE: 'the serial port cannot be opened',
  SERIAL_CLOSED: 'the serial port was closed',
} as const;

export type BridgeErrorCode = keyof typeof bridgeErrors;

/** Codes that go away by themselves: a line or a network that comes back, a queue that drains. */
const retryable: readonly BridgeErrorCode[] = [
  'LINE_DOWN',
  'LINK_QUEUE_FULL',
  'NAK_BUSY',
  'JOURNAL_FULL',
  'UPLINK_DOWN',
  // An operator may enrol the machine, or plug in the cable, while the bridge runs.
  'UPLINK_REFUSED',
  'SERIAL_UNAVAILABLE',
  'SERIAL_CLOSED',
];

/** A fault of the catalogue; `detail` names the file, port or limit, never a card. */
export function bridgeError(
  code: BridgeErrorCode,
  detail = '',
  cause?: unknown,
): CodedError<BridgeErrorCode> {
  const message = detail === '' ? bridgeErrors[code] : `${bridgeErrors[code]}: ${detail}`;
  return new CodedError(code, message, { cause, retryable: retryable.includes(code) });
}

/** Whether something thrown is this fault of the bridge. */
export function isBridgeError(error: unknown, code: BridgeErrorCode): boolean {
  return error instanceof CodedError && error.code === code;
}
