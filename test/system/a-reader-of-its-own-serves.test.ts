import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Child } from '../support/child.ts';
import { eventually } from '../support/eventually.ts';
import { startSystem } from '../support/system.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('a card at a reader with a port of its own gets its mask once; unplugged and back, it serves again', async () => {
  const path = join(tempFolder(), 'reader');
  const flags = ['--reader', path, '--reader-format', 'stx', '--reader-byte-order', 'lsb'];
  const system = await startSystem({ bridge: flags });
  const plug = async (): Promise<Child> => {
    const reader = system.run('test/support/reader-process.ts', [path]);
    await reader.line('port', ({ pty }) => pty !== undefined);
    return reader;
  };
  const reader = await plug();
  const dispenser = await system.startDispenser();
  const bridge = await system.startBridge();
  await system.serving(dispenser);

  reader.type('C3B2A104');
  reader.type('C3B2A104');
  await system.booksAgree(1);
  // The dispenser's own reader knows the same card, its first byte first.
  const asked = dispenser.lines.length;
  await system.serving(dispenser, asked);
  dispenser.type('card uid 04A1B2C3 tap');
  await eventually('a refusal', () =>
    dispenser.lines.slice(asked).some(({ ev, text }) => ev === 'display' && /Come back/.test(String(text))),
  );

  await reader.end('SIGKILL');
  await bridge.line('a word that it is gone', ({ msg }) => /reader’s port.*trying again/.test(String(msg)));
  const gone = dispenser.lines.length;
  await system.serving(dispenser, gone);
  dispenser.type('card uid 04A1B2D4 tap');
  await system.booksAgree(2);
  const served = dispenser.lines.length;
  const again = await plug();
  await bridge.line('a word that it is back', ({ msg }) => /reader’s port is open again/.test(String(msg)));
  await system.serving(dispenser, served);
  again.type('E5B2A104');
  await system.booksAgree(3);
  expect(JSON.stringify(bridge.lines)).not.toMatch(/04A1B2|B2A104/i);
});
