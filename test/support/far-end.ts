import type { Duplex } from 'node:stream';
import { requestByKind, requests } from '../../protocol/serial/catalogue.ts';
import { encodeFrame, type Frame } from '../../protocol/serial/frame.ts';
import { encodePayload, type Layout } from '../../protocol/serial/layout.ts';
import { createFrameParser } from '../../protocol/serial/parser.ts';

/** A scripted dispenser end of the line: it notes every frame and answers what it was told to. */
export interface FarEnd {
  readonly heard: Frame[];
  /** Requests without an answer here meet silence. */
  readonly answers: Map<string, (frame: Frame) => void>;
  send(frame: Frame): void;
  /** Answers a request with its response's value. */
  respond(frame: Frame, value: unknown): void;
  /** How often a request was heard. */
  count(name: keyof typeof requests): number;
}

export function createFarEnd(end: Duplex): FarEnd {
  const parser = createFrameParser();
  const far: FarEnd = {
    heard: [],
    answers: new Map(),
    send: (frame) => void end.write(encodeFrame(frame)),
    respond(frame, value) {
      const name = requestByKind(frame.kind);
      if (name === undefined) throw new Error(`kind ${frame.kind} is no request`);
      const layout = requests[name].response as Layout<unknown>;
      far.send({ kind: frame.kind | 0x80, seq: frame.seq, payload: encodePayload(layout, value) });
    },
    count: (name) => far.heard.filter((frame) => frame.kind === requests[name].kind).length,
  };
  end.on('data', (chunk: Uint8Array) => {
    for (const frame of parser.push(chunk)) {
      far.heard.push(frame);
      far.answers.get(requestByKind(frame.kind) ?? '')?.(frame);
    }
  });
  return far;
}

/** What a dispenser of one slot says to HELLO. */
export const helloAnswer = {
  protocol: 1,
  slots: 1,
  bootCount: 7,
  serialNo: 'TEST00000001',
  firmware: 'test',
};
