import type { Duplex } from 'node:stream';
import {
  type RequestName,
  type RequestOf,
  type ResponseOf,
  requests,
} from '../../protocol/serial/catalogue.ts';
import { encodeFrame, type Frame } from '../../protocol/serial/frame.ts';
import { decodePayload, encodePayload, type Layout } from '../../protocol/serial/layout.ts';
import { ack } from '../../protocol/serial/messages/ack-nak.ts';
import { responseBit } from '../../protocol/serial/messages/message.ts';
import { createFrameParser } from '../../protocol/serial/parser.ts';

/** A bare host on a real stream: asks once, acknowledges every event, waits with a deadline. */
export interface StreamHost {
  request<N extends RequestName>(name: N, fields: RequestOf<N>): Promise<ResponseOf<N>>;
  /** The first event of this kind, from now or before. */
  event(kind: number): Promise<Frame>;
}

/** Speaks serial.md's host side over `stream`. */
export function createStreamHost(stream: Duplex, withinMs = 30_000): StreamHost {
  const parser = createFrameParser();
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  let seq = 0;
  stream.on('data', (bytes: Uint8Array) => {
    for (const frame of parser.push(bytes)) {
      frames.push(frame);
      if (frame.kind >= 0x40 && frame.kind < 0x7e)
        stream.write(encodeFrame({ ...frame, kind: ack.kind, payload: new Uint8Array() }));
    }
    for (const look of [...waiting]) look();
  });

  function frame(what: string, wanted: (frame: Frame) => boolean): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = frames.find(wanted);
        if (found === undefined) return;
        stop();
        resolve(found);
      };
      const late = setTimeout(() => {
        stop();
        reject(new Error(`no ${what} within ${withinMs} ms`));
      }, withinMs);
      const stop = () => {
        waiting.delete(look);
        clearTimeout(late);
      };
      waiting.add(look);
      look();
    });
  }

  return {
    event: (kind) => frame(`event ${kind}`, (one) => one.kind === kind),
    async request(name, fields) {
      const own = ++seq;
      const { kind, request, response } = requests[name];
      stream.write(
        encodeFrame({ kind, seq: own, payload: encodePayload(request as Layout<unknown>, fields) }),
      );
      const answer = await frame(name, (one) => one.kind === (kind | responseBit) && one.seq === own);
      const value = decodePayload(response as unknown as Layout<ResponseOf<typeof name>>, answer.payload);
      if (value === undefined) throw new Error(`${name} was answered with a payload that is not its own`);
      return value;
    },
  };
}
