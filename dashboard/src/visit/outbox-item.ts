import type { NewVisit } from '../../../protocol/http/restock.ts';

/**
 * A saved visit and how far it is: it waits for the server, the server refused it for good (`code`: why),
 * or the server has it. `hint`: why the last try did not succeed.
 */
export interface OutboxItem {
  readonly version: 1;
  readonly name: string;
  readonly visit: NewVisit;
  readonly state: 'waiting' | 'refused' | 'synced';
  readonly hint?: 'network' | 'signIn' | 'server';
  readonly code?: string;
}
