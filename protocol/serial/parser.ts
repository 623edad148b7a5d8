import { decodeFrame, type Frame, type FrameFault, maxFrameBytes } from './frame.ts';
import { END, ESC, ESC_END, ESC_ESC } from './slip.ts';

/** How many frames came through and how many were dropped, by reason. */
export type ParserCounts = { frames: number } & Record<FrameFault, number>;

export interface FrameParser {
  /** Takes bytes as they come, cut anywhere; returns the frames that they completed. */
  push(chunk: Uint8Array): Frame[];
  readonly counts: Readonly<ParserCounts>;
}

/** An incremental parser. It holds at most one frame's bytes, however long a line of noise is. */
export function createFrameParser(): FrameParser {
  const buffer = new Uint8Array(maxFrameBytes);
  const counts: ParserCounts = { frames: 0, badEscape: 0, badLength: 0, badVersion: 0, badCrc: 0 };
  let length = 0;
  let escaped = false;
  let spoiled: FrameFault | undefined;

  function finish(frames: Frame[]): void {
    // An ESC with END behind it is a bad escape; the END still ends the frame (RFC 1055 resynchronises there).
    const fault = spoiled ?? (escaped ? 'badEscape' : undefined);
    const result = fault ?? (length === 0 ? undefined : decodeFrame(buffer.subarray(0, length)));
    length = 0;
    escaped = false;
    spoiled = undefined;
    if (result === undefined) return;
    if (typeof result === 'string') {
      counts[result]++;
    } else {
      counts.frames++;
      frames.push(result);
    }
  }

  function take(byte: number): void {
    if (spoiled) return;
    if (escaped) {
      escaped = false;
      if (byte !== ESC_END && byte !== ESC_ESC) {
        spoiled = 'badEscape';
        return;
      }
      store(byte === ESC_END ? END : ESC);
    } else if (byte === ESC) {
      escaped = true;
    } else {
      store(byte);
    }
  }

  function store(byte: number): void {
    if (length === buffer.length) spoiled = 'badLength';
    else buffer[length++] = byte;
  }

  return {
    counts,
    push(chunk) {
      const frames: Frame[] = [];
      for (const byte of chunk) {
        if (byte === END) finish(frames);
        else take(byte);
      }
      return frames;
    },
  };
}
