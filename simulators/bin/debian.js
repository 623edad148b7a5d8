// Installs Debian packages. Plain JavaScript: test/bin uses it too, and an old Node must get as far as saying so.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Installing from a slow mirror takes minutes, a mirror that does not answer must not take for ever. */
const installTimeoutMs = 15 * 60_000;

/** A machine that has just been started installs its own updates for a while. */
const waitForLock = ['-o', 'DPkg::Lock::Timeout=120'];

/** @param {string} program */
export function onPath(program) {
  // Debian keeps some daemons where only root's path looks.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}

/** @param {readonly string[]} packages */
export function installCommand(packages) {
  return `apt-get install --no-install-recommends ${packages.join(' ')}`;
}

/** Why packages cannot be installed from here: no Debian, or not root. Undefined where they can. */
export function installHindrance() {
  if (!onPath('apt-get')) return 'no-debian';
  return process.getuid?.() === 0 ? undefined : 'not-root';
}

/**
 * Installs them, with apt-get's words on this terminal; true where that succeeded.
 * @param {readonly string[]} packages
 */
export function install(packages) {
  // A foreign source that does not answer spoils the lists' update, and not what Debian's own lists know.
  aptGet(['update', '-q']);
  return aptGet(['install', '-y', '-q', '--no-install-recommends', ...waitForLock, ...packages]);
}

/** @param {readonly string[]} argv */
function aptGet(argv) {
  const result = spawnSync('apt-get', argv, {
    stdio: 'inherit',
    timeout: installTimeoutMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return result.status === 0;
}
