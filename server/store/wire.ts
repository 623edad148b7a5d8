/** What crosses between the server and the process that owns the database. */
export interface Call {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly fault?: { readonly code: 'LEDGER_UNAVAILABLE' | 'LEDGER_FAULT'; readonly message: string };
}

/** To the ledger's process: calls that were made together, or the wish that it ends when it has answered all. */
export type ToLedger = readonly Call[] | 'close';

/** The first message of the ledger's process. */
export type Started =
  | { readonly started: true }
  | { readonly started: false; readonly code: string; readonly message: string };
