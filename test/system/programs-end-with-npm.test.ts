import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

const root = join(import.meta.dirname, '../..');

/** The Node processes with this word among their arguments, npm itself left out. */
function processesWith(word: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [, script = '', ...argv] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return script.includes('/bin/') && argv.includes(word);
      } catch {
        // It ended between the look and the reading.
        return false;
      }
    });
}

/** Starts a command of the README's as it stands there, and waits until its program says that it runs. */
async function npmRun(script: string, ...argv: string[]): Promise<{ npm: ChildProcess; pids: number[] }> {
  const npm = spawn('npm', ['run', '-s', script, '--', ...argv], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const pids: number[] = [];
  onTestFinished(() => {
    npm.kill('SIGKILL');
    for (const pid of pids.filter(isThere)) process.kill(pid, 'SIGKILL');
  });
  let said = '';
  npm.stdout?.on('data', (bytes) => {
    said += bytes;
  });
  await eventually('a word that it runs', () => /"serving"|the bridge runs|"boot"/.test(said), 30_000);
  pids.push(...processesWith(argv.at(-1) ?? ''));
  expect(pids).toHaveLength(1);
  return { npm, pids };
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe.each(['bridge', 'server', 'dispenser'])('a %s that npm run started', (program) => {
  function start() {
    const folder = tempFolder();
    const data = join(folder, 'data');
    if (program === 'dispenser') return npmRun('sim', 'dispenser', '--nvram', data);
    if (program === 'server') {
      const addresses = ['--http', '127.0.0.1:0', '--mqtt', '127.0.0.1:0'];
      return npmRun('server', ...addresses, '--influx', 'off', '--pages', folder, '--data', data);
    }
    writeFileSync(join(folder, 'token'), 'token');
    const serial = join(folder, 'no-such-port');
    const files = ['--serial', serial, '--token-file', join(folder, 'token')];
    return npmRun('bridge', '--machine', 'm1', '--mqtt', 'mqtt://127.0.0.1:1', ...files, '--data', data);
  }

  it('ends cleanly when npm is asked to end', async () => {
    const { npm, pids } = await start();
    npm.kill('SIGTERM');
    expect(await once(npm, 'exit')).toEqual([0, null]);
    expect(pids.filter(isThere)).toEqual([]);
  });

  it('is not left behind by an npm that was killed', async () => {
    const { npm, pids } = await start();
    npm.kill('SIGKILL');
    await once(npm, 'exit');
    await eventually('its end', () => pids.every((pid) => !isThere(pid)));
  });
});
