import { CodedError } from '../protocol/base/errors.ts';

/** Every fault that the server can meet, by its stable code. Refusals of the contracts are values, not these. */
export type ServerErrorCode =
  | 'CONFIG_INVALID'
  | 'POLICY_INVALID'
  | 'POLICY_UNKNOWN'
  | 'WHAT_IF_BUSY'
  | 'WHAT_IF_FAILED'
  | 'DATA_NOT_WRITABLE'
  | 'DATA_IN_USE'
  | 'DATA_OTHER_CLOCK'
  | 'DATA_CORRUPT'
  | 'DATA_NEWER'
  | 'DATA_OLDER'
  | 'BACKUP_EXISTS'
  | 'BACKUP_FAILED'
  | 'BACKUP_UNUSABLE'
  | 'LEDGER_UNAVAILABLE'
  | 'LEDGER_FAULT'
  | 'PORT_IN_USE'
  | 'CANNOT_LISTEN'
  | 'MACHINE_UNKNOWN'
  | 'MACHINE_EXISTS'
  | 'MACHINE_ID_INVALID'
  | 'COMMAND_INVALID'
  | 'TXN_UNKNOWN'
  | 'LIST_UNKNOWN'
  | 'NUMBER_INVALID'
  | 'LIST_UNREADABLE'
  | 'LIST_OVERTAKEN'
  | 'NOT_IN_DOUBT'
  | 'NOT_QUARANTINED'
  | 'NOT_LOOPBACK'
  | 'INFLUX_UNAVAILABLE'
  | 'INFLUX_REFUSED'
  | 'KEYS_UNREADABLE'
  | 'BROKER_REFUSED'
  | 'TOO_MANY_VIEWERS'
  | 'TOO_BUSY'
  | 'ROUTE_WITHOUT_ACCESS'
  | 'USER_UNKNOWN'
  | 'USER_EXISTS'
  | 'USER_INVALID'
  | 'LAST_ADMIN'
  | 'TOO_MANY_QUESTIONS'
  | 'CARDS_NOT_COUNTED';

/** A fault of the server. */
export class ServerError extends CodedError<ServerErrorCode> {
  override readonly name = 'ServerError';
}
