import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, renameSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import * as nodePty from '@lydell/node-pty';
import { codeOf, messageOf } from '../../protocol/base/errors.ts';
import { simulatorError } from '../errors.ts';
import type { Wire } from './wire.ts';

/** A pseudo-terminal: a host opens `path` as a serial port, `wire` is the device's end. */
export interface Pty {
  readonly path: string;
  readonly wire: Wire;
  close(): void;
}

/** What node-pty's `open` gives back; its typings leave it out. */
interface OpenedPair {
  readonly master: ReadStream;
  readonly slave: ReadStream;
  readonly fd: number;
  readonly ptsName: string;
}
const { open } = nodePty as unknown as { open(options: { encoding: null }): OpenedPair };

/** Opens a pair that passes bytes as they are. @throws PTY_UNAVAILABLE */
export function openPty(): Pty {
  let pair: OpenedPair;
  let held: number;
  try {
    pair = open({ encoding: null });
    // node-pty reads the slave too and would take the device's bytes from the host. A descriptor that nobody reads
    // stands in for it: while it is open, the master sees no hang-up between two hosts.
    held = openSync(pair.ptsName, constants.O_RDWR | constants.O_NOCTTY);
    pair.slave.destroy();
  } catch (error) {
    throw simulatorError('PTY_UNAVAILABLE', messageOf(error), error);
  }
  // setRawMode of Node leaves output processing on, which would put a CR before each LF.
  const stty = spawnSync('stty', ['raw', '-echo'], { stdio: [held, 'ignore', 'pipe'] });
  if (stty.status !== 0)
    throw simulatorError('PTY_UNAVAILABLE', `stty: ${stty.error?.message ?? stty.stderr.toString().trim()}`);

  return {
    path: pair.ptsName,
    wire: {
      on: (event, listener) => pair.master.on(event, listener),
      write: (bytes) => writeWhatFits(pair.fd, bytes),
    },
    close() {
      pair.master.destroy();
      closeSync(held);
    },
  };
}

/** Where nobody reads and the buffer is full, bytes are lost, as on a wire with nothing at its end. */
function writeWhatFits(fd: number, bytes: Uint8Array): void {
  try {
    writeSync(fd, bytes);
  } catch (error) {
    if (codeOf(error) !== 'EAGAIN') throw error;
  }
}

/**
 * Makes `link` point to `target` in one step, whatever link stood there. The result takes it away again, unless it
 * points elsewhere by then. @throws LINK_UNWRITABLE
 */
export function linkTo(target: string, link: string): void {
  const draft = `${link}.${process.pid}.tmp`;
  try {
    rmSync(draft, { force: true });
    symlinkSync(target, draft);
    renameSync(draft, link);
  } catch (error) {
    throw simulatorError('LINK_UNWRITABLE', `${link} (${messageOf(error)})`, error);
  }
}
