import type { Clock } from '../protocol/base/clock.ts';
import { instantOf } from '../protocol/mqtt/fields.ts';

/** When something happened, on both scales (mqtt.md, journal). */
export interface Stamp {
  readonly at: string;
  readonly synced: boolean;
  readonly boot: number;
  readonly uptimeMs: number;
}

export interface Stamps {
  /** Whole milliseconds since this start of the bridge; never falls. */
  uptimeMs(): number;
  stamp(): Stamp;
}

/** `boot` is this start's number. `synced` tells whether the wall clock has been set since the start: once true it stays so. */
export function createStamps(clock: Clock, boot: () => number, wallClockIsSet: () => boolean): Stamps {
  const startMs = clock.monotonic();
  let synced = false;
  const uptimeMs = () => Math.max(0, Math.floor(clock.monotonic() - startMs));
  return {
    uptimeMs,
    stamp() {
      synced ||= wallClockIsSet();
      return { at: instantOf(clock.now()), synced, boot: boot(), uptimeMs: uptimeMs() };
    },
  };
}
