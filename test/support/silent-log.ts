import type { Log } from '../../firmware-bridge/log.ts';

/** A logger for parts whose log is not what a test looks at. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
