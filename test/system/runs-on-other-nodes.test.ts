import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startChild } from '../support/child.ts';
import { bringNode } from '../support/node-release.ts';
import { tempFolder } from '../support/temp-folder.ts';

const root = join(import.meta.dirname, '..', '..');
const launchers = Object.values(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
    .scripts,
)
  .map((script) => /^node (\S+)/.exec(script)?.[1])
  .filter((path) => path !== undefined);

describe('a Node', () => {
  it('that is too old is told so in one line, by every command', () => {
    const folder = tempFolder();
    const old = bringNode('22.17.1', folder);
    expect(launchers.length).toBeGreaterThan(5);
    for (const launcher of new Set(launchers)) {
      const { status, stdout, stderr } = spawnSync(old, [join(root, launcher)], { encoding: 'utf8' });
      expect({ launcher, status, stdout, lines: stderr.trim().split('\n').length }).toEqual({
        launcher,
        status: 1,
        stdout: '',
        lines: 1,
      });
      expect(stderr).toContain('needs Node 22.18 or newer and this is 22.17.1');
    }
  });

  it('22.18 runs a bridge that was installed alone, without the server’s packages', async () => {
    const folder = tempFolder();
    const checkout = join(folder, 'checkout');
    mkdirSync(checkout);
    const kept = ['package.json', 'package-lock.json', '.npmrc', 'protocol', 'firmware-bridge'];
    const manifests = ['server', 'dashboard', 'simulators'].map((name) => `${name}/package.json`);
    for (const path of [...kept, ...manifests]) {
      cpSync(join(root, path), join(checkout, path), {
        recursive: true,
        filter: (from) => !from.includes('node_modules'),
      });
    }
    execFileSync('npm', ['ci', '-w', 'firmware-bridge', '--omit=dev'], { cwd: checkout, stdio: 'pipe' });
    for (const name of ['aedes', 'better-sqlite3', 'react', 'vitest', 'node']) {
      expect(existsSync(join(checkout, 'node_modules', name)), name).toBe(false);
    }
    const node = bringNode('22.18.0', join(folder, 'node'));
    writeFileSync(join(folder, 'token'), 'secret');
    const bridge = startChild(
      join(checkout, 'firmware-bridge/bin/bridge.js'),
      [
        ...['--machine', 'izmir-konak-01', '--serial', join(folder, 'tty'), '--mqtt', 'mqtt://127.0.0.1:1'],
        ...['--token-file', join(folder, 'token'), '--data', join(folder, 'data')],
      ],
      node,
    );
    onTestFinished(async () => void (await bridge.end('SIGKILL')));
    await bridge.line('bridge that runs', ({ msg }) => msg === 'the bridge runs');
    expect(await bridge.end('SIGTERM')).toBe(0);
  });
});
