/** What the dispenser shows and does, told to whoever started it: one JSON object a line on stdout. */
import { writeSync } from 'node:fs';

export type Report = (line: { ev: string; [field: string]: unknown }) => void;

export function printJson(value: unknown): void {
  let rest = Buffer.from(`${JSON.stringify(value)}\n`);
  // Written at once, not buffered: after a SIGKILL the lines must tell what had happened.
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      // A full pipe only means that the reader is behind.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}
