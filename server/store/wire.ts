/** What crosses between the server and the thread that owns the database. */
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

/** The thread's first message. */
export type Started =
  | { readonly started: true }
  | { readonly started: false; readonly code: string; readonly message: string };
