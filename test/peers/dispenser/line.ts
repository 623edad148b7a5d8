/** The serial line: a PTY whose slave the host opens, with SLIP and CRC on the controller's side. */
import { execFileSync } from 'node:child_process';
import { constants, openSync, writeSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import * as nodePty from '@lydell/node-pty';
import type { Frame } from './frame.ts';
import { buildFrame, MAX_FRAME, parseFrame } from './frame.ts';
import { SlipDecoder, slipEncode } from './slip.ts';

/** node-pty has open(), but its typings leave it out. */
interface PtyPair {
  master: ReadStream;
  slave: ReadStream;
  _fd: number;
  _pty: string;
}
const { open } = nodePty as unknown as { open(options: { encoding: null }): PtyPair };

export class Line {
  readonly path: string;
  /** serial.md, Frame: damaged frames are "dropped and counted, never answered". */
  damagedFrames = 0;
  private readonly masterFd: number;
  private readonly decoder: SlipDecoder;

  constructor(onFrame: (frame: Frame) => void) {
    const pair = open({ encoding: null });
    this.path = pair._pty;
    this.masterFd = pair._fd;
    // node-pty reads from the slave too, and so would take the host's bytes away. A descriptor that nobody
    // reads replaces it: while one is open, the master sees no hang-up between two hosts.
    openSync(this.path, constants.O_RDWR | constants.O_NOCTTY);
    pair.slave.destroy();
    execFileSync('stty', ['-F', this.path, 'raw', '-echo']);
    const onDamaged = (): void => {
      this.damagedFrames += 1;
    };
    this.decoder = new SlipDecoder(
      MAX_FRAME,
      (bytes) => {
        const frame = parseFrame(bytes);
        if (frame === undefined) onDamaged();
        else onFrame(frame);
      },
      onDamaged,
    );
    pair.master.on('data', (chunk: Buffer) => this.decoder.feed(chunk));
  }

  send(frame: Frame): void {
    try {
      writeSync(this.masterFd, slipEncode(buildFrame(frame)));
    } catch (error) {
      // Nobody reads and the buffer is full: as on a wire with nothing at its end, the bytes are lost.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}
