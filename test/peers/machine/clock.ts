/** The two clocks of mqtt.md: wall time for people, (boot, uptimeMs) for order. */
import { randomBytes } from 'node:crypto';

export interface Stamp {
  at: string;
  boot: number;
  uptimeMs: number;
}

export class Clock {
  readonly boot: number;

  constructor(boot: number) {
    this.boot = boot;
  }

  /** Monotonic within one boot: performance.now() counts from the start of this process. */
  get uptimeMs(): number {
    return Math.floor(performance.now());
  }

  stamp(): Stamp {
    return { at: new Date().toISOString(), boot: this.boot, uptimeMs: this.uptimeMs };
  }
}

/** mqtt.md, authorize: "txn is a UUIDv7 made by the bridge" (RFC 9562, 5.7). */
export function uuidV7(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
