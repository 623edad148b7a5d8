// Installs what the tests need beside the packages of npm. Plain JavaScript: it runs before anything else does.
import { existsSync } from 'node:fs';
import { install, installCommand, installHindrance, onPath } from '../../simulators/bin/debian.js';

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
  { name: 'strace', aptPackage: 'strace', programs: ['strace'], files: [] },
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

/** @param {string} line */
const say = (line) => process.stdout.write(`tests: ${line}\n`);

function missingParts() {
  return parts.filter(
    ({ programs, files }) => !(programs.some(onPath) || files.some((file) => existsSync(file))),
  );
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
  const command = installCommand(packages);
  const hindrance = installHindrance();
  if (hindrance === 'no-debian') {
    say(`${named} cannot be found, and this is no Debian: install them by hand, then run the tests again`);
    return false;
  }
  if (hindrance === 'not-root') {
    say(`${named} cannot be found: run "sudo ${command}", then the tests again`);
    return false;
  }
  say(`installing ${named} (${command})`);
  const installed = install(packages);
  const still = missingParts();
  if (installed && still.length === 0) return true;
  say(
    `${still.map(({ name }) => name).join(', ') || named} could not be installed: see apt-get's words above, run "${command}", then the tests again`,
  );
  return false;
}
