import { CodedError } from '../protocol/base/errors.ts';

/** Every fault that a simulator can meet, by its stable code. */
export const simulatorErrors = {
  SUBCOMMAND_UNKNOWN: 'the first argument names no simulator',
  BUG_UNKNOWN: 'no planted bug has this name',
  NVRAM_UNREADABLE: 'the file of the non-volatile memory cannot be read or holds something else',
  NVRAM_UNWRITABLE: 'the non-volatile memory cannot be written',
  NVRAM_OTHER_SLOTS: 'the non-volatile memory belongs to a dispenser with another number of slots',
  PTY_UNAVAILABLE: 'no pseudo-terminal could be opened or set to raw bytes',
  POLICY_UNREADABLE: 'the policy file cannot be read',
  SERVER_NOT_STARTED: 'the server did not start',
  SERVER_ENDED: 'the server of the demo has ended by itself',
  COMMAND_FAILED: 'a command of the server ended with a mistake',
  PLAN_REFUSED: 'the server does not tell a restocker what a machine should hold',
  VISIT_REFUSED: "a restocker's visit was not taken by the server",
  VOUCHERS_REFUSED: 'no batch of vouchers was made by the server',
  MACHINE_NOT_STARTED: 'a machine of the demo did not start',
  DEMO_OTHER_CLOCK: 'the data folder of the demo was made with another kind of time',
  DEMO_MEMO_UNREADABLE: "the demo's own note in its data folder cannot be read",
  LINK_UNWRITABLE: 'the symbolic link to the pseudo-terminal cannot be made',
} as const;

export type SimulatorErrorCode = keyof typeof simulatorErrors;

/** A fault of a simulator; `detail` says which file, flag or device. */
export function simulatorError(
  code: SimulatorErrorCode,
  detail: string,
  cause?: unknown,
): CodedError<SimulatorErrorCode> {
  return new CodedError(code, `${simulatorErrors[code]}: ${detail}`, { cause });
}
