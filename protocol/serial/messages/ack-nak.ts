import { empty, struct, u8 } from '../layout.ts';

/** Ends an event; its seq is the event's. Has no response (serial.md, Requests). */
export const ack = { kind: 0x7f, name: 'ACK', payload: empty };

/** Either way: an intact frame was not understood, or comes at the wrong moment. */
export const nak = { kind: 0x7e, name: 'NAK', payload: struct({ code: u8(1, 3) }) };
