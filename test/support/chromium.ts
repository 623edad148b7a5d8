import { existsSync } from 'node:fs';

const programs = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** As root there is no sandbox, and nothing may call home. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where the system's Chromium is. */
export function chromiumPath(): string {
  const path = programs.find((one) => one !== undefined && existsSync(one));
  if (path === undefined) throw new Error('no Chromium: "npm test" installs it');
  return path;
}
