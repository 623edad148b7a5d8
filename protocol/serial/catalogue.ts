import type { ValueOf } from './layout.ts';
import { boot } from './messages/boot.ts';
import { card } from './messages/card.ts';
import { claim } from './messages/claim.ts';
import { cleared } from './messages/cleared.ts';
import { display } from './messages/display.ts';
import { door } from './messages/door.ts';
import { faultRaised } from './messages/fault-raised.ts';
import { hello } from './messages/hello.ts';
import { lastVend } from './messages/last-vend.ts';
import { lock } from './messages/lock.ts';
import { reset } from './messages/reset.ts';
import { select } from './messages/select.ts';
import { setStock } from './messages/set-stock.ts';
import { status } from './messages/status.ts';
import { tamper } from './messages/tamper.ts';
import { vend } from './messages/vend.ts';
import { vendResult } from './messages/vend-result.ts';

/** Every request of serial.md, by its name here. */
export const requests = { hello, status, vend, lastVend, display, lock, setStock, reset } as const;

/** Every event of serial.md, by its name here. */
export const events = { card, select, door, faultRaised, cleared, vendResult, tamper, boot, claim } as const;

export type RequestName = keyof typeof requests;
export type RequestOf<N extends RequestName> = ValueOf<(typeof requests)[N]['request']>;
export type ResponseOf<N extends RequestName> = ValueOf<(typeof requests)[N]['response']>;

export type EventName = keyof typeof events;
export type EventOf<N extends EventName> = ValueOf<(typeof events)[N]['payload']>;
/** Any event, told apart by `name`. */
export type DispenserEvent = { [N in EventName]: { readonly name: N } & EventOf<N> }[EventName];

/** The request that has this kind. */
export function requestByKind(kind: number): RequestName | undefined {
  return requestNames.get(kind);
}

/** The event that has this kind. */
export function eventByKind(kind: number): EventName | undefined {
  return eventNames.get(kind);
}

const requestNames = byKind(requests);
const eventNames = byKind(events);

function byKind<N extends string>(messages: Record<N, { readonly kind: number }>): Map<number, N> {
  return new Map(
    Object.entries(messages).map(([name, message]) => [(message as { kind: number }).kind, name as N]),
  );
}
