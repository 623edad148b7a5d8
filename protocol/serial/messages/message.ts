import type { Layout } from '../layout.ts';

/** A request of the host and the dispenser's response to it. `response` is absent where there is none. */
export interface RequestMessage<Q, R> {
  readonly kind: number;
  readonly name: string;
  readonly request: Layout<Q>;
  readonly response: Layout<R>;
}

/** Something that the dispenser reports by itself; answered with ACK or NAK. */
export interface EventMessage<P> {
  readonly kind: number;
  readonly name: string;
  readonly payload: Layout<P>;
}

/** A response's kind is its request's with this bit. */
export const responseBit = 0x80;
