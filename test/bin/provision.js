// Installs what the tests need beside the packages of npm. Plain JavaScript: it runs before anything else does.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Every part of the system that a test starts, the Debian package that brings it, and how to see that it is there:
 * one of these programs on the path, or one of these files.
 */
const parts = [
  { name: 'InfluxDB', aptPackage: 'influxdb', programs: ['influxd'], files: [] },
  {
    name: 'Chromium',
    aptPackage: 'chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    files: [],
  },
  {
    name: 'Chinese fonts',
    aptPackage: 'fonts-noto-cjk',
    programs: [],
    files: [
      '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
      '/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc',
    ],
  },
];

/** Installing from a slow mirror takes minutes, a mirror that does not answer must not take for ever. */
const installTimeoutMs = 15 * 60_000;

/** @param {string} line */
const say = (line) => process.stdout.write(`tests: ${line}\n`);

/** @param {string} program */
function onPath(program) {
  // Debian keeps some daemons where only root's path looks.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}

function missingParts() {
  return parts.filter(
    ({ programs, files }) => !(programs.some(onPath) || files.some((file) => existsSync(file))),
  );
}

/** @param {string[]} argv */
function aptGet(argv) {
  const result = spawnSync('apt-get', argv, {
    stdio: 'inherit',
    timeout: installTimeoutMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return result.status === 0;
}

/**
 * Sees to it that every part is there: on Debian as root it is installed. Otherwise says what to do and gives false;
 * a test whose part is missing is never skipped.
 */
export function provision() {
  const missing = missingParts();
  if (missing.length === 0) return true;
  const packages = missing.map(({ aptPackage }) => aptPackage);
  const named = missing.map(({ name }) => name).join(', ');
  const command = `apt-get install --no-install-recommends ${packages.join(' ')}`;
  if (!onPath('apt-get')) {
    say(`${named} cannot be found, and this is no Debian: install them by hand, then run the tests again`);
    return false;
  }
  if (process.getuid?.() !== 0) {
    say(`${named} cannot be found: run "sudo ${command}", then the tests again`);
    return false;
  }
  say(`installing ${named} (${command})`);
  const installed =
    aptGet(['update', '-q']) && aptGet(['install', '-y', '-q', '--no-install-recommends', ...packages]);
  const still = missingParts();
  if (installed && still.length === 0) return true;
  say(
    `${still.map(({ name }) => name).join(', ') || named} could not be installed: see apt-get's words above, run "${command}", then the tests again`,
  );
  return false;
}
