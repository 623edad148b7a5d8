import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

const script = new URL('../bin/chaos.js', import.meta.url).pathname;

it('a minute of kills, cuts and a full disk loses no mask and books none twice, by the dispensers’ own files', async () => {
  const child = spawn(process.execPath, [script, '--minutes', '1', '--seed', '1']);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes) => {
      said += String(bytes);
    });
  const [code] = await once(child, 'close');
  expect(said).toContain('nothing lost, nothing twice');
  expect(code).toBe(0);
}, 480_000);
