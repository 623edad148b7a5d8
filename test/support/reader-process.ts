import { rmSync, symlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openPty } from '../../simulators/transport/pty.ts';

/**
 * A card reader on a pseudo-terminal in a process of its own, so that its end is the cable pulled out: `LINK` leads to the
 * port, each line of stdin is sent as a frame STX … LRC ETX.
 */
const [link = ''] = process.argv.slice(2);
const pty = openPty();
// What the host says to a reader is nobody's business.
pty.wire.on('data', () => {});
rmSync(link, { force: true });
symlinkSync(pty.path, link);
process.stdout.write(`${JSON.stringify({ pty: pty.path })}\n`);

createInterface({ input: process.stdin }).on('line', (text) => {
  const sum = [...Buffer.from(text)].reduce((all, byte) => all ^ byte, 0);
  pty.wire.write(Buffer.concat([Buffer.of(2), Buffer.from(text), Buffer.of(sum, 3)]));
});
