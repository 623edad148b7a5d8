import { createInterface } from 'node:readline/promises';
import { install, installCommand, installHindrance, onPath } from '../bin/debian.js';

const packages = ['influxdb'];

/** What is to be done about InfluxDB, before anything runs. */
export type InfluxPlan = 'nothing' | 'install' | 'ask' | 'tell';

/** Pure: whether it is wanted, there, can be installed, and somebody can be asked. */
export function planInflux(facts: {
  readonly wish: string;
  readonly url: string | undefined;
  readonly found: boolean;
  readonly installable: boolean;
  readonly wanted: boolean;
  readonly terminal: boolean;
}): InfluxPlan {
  const { wish, url, found, installable, wanted, terminal } = facts;
  if (wish !== 'auto' || (url !== undefined && url !== '') || found) return 'nothing';
  if (!installable) return 'tell';
  if (wanted) return 'install';
  return terminal ? 'ask' : 'tell';
}

/**
 * Sees to InfluxDB where the server would look for it in vain. Gives the server's `--influx`: off where there is none, as
 * the one line about it was said here.
 */
export async function provideInflux(
  wish: string,
  wanted: boolean,
  say: (line: string) => void,
): Promise<string> {
  const hindrance = installHindrance();
  const plan = planInflux({
    ...{ wish, wanted, url: process.env.INFLUX_URL, found: onPath('influxd') },
    installable: hindrance === undefined,
    terminal: process.stdin.isTTY === true && process.stdout.isTTY === true,
  });
  if (plan === 'nothing') return wish;
  const command = installCommand(packages);
  if (plan === 'install' || (plan === 'ask' && (await saysYes(command)))) {
    say(`Installing InfluxDB: ${command}`);
    const isInstalled = install(packages);
    if (isInstalled && onPath('influxd')) return wish;
    say(
      isInstalled
        ? 'InfluxDB is installed, but its influxd is in no folder of PATH.'
        : 'InfluxDB could not be installed: see the words of apt-get above.',
    );
  }
  const how = hindrance === 'no-debian' ? 'install influxd by hand' : `"${command}" as root`;
  say(`No InfluxDB: figures come from the ledger's own roll-ups. To have it: ${how}, or set INFLUX_URL.`);
  return 'off';
}

async function saysYes(command: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`InfluxDB is missing. Install it now (${command})? [y/N] `);
    return /^\s*(y|yes|e|evet)\s*$/i.test(answer);
  } finally {
    terminal.close();
  }
}
