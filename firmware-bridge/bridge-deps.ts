import type { Duplex } from 'node:stream';
import type { Clock } from '../protocol/base/clock.ts';
import type { Language } from '../protocol/display/catalogue.ts';
import type { Random } from './ids.ts';
import type { JournalLimits } from './journal/limits.ts';
import type { Log } from './log.ts';
import type { ReaderPort } from './reader/reader.ts';
import type { Disk } from './store/disk.ts';
import type { ConnectMqtt } from './uplink/connection.ts';

/** Everything from outside that a bridge stands on: time, randomness, disk, line and network. */
export interface BridgeDeps {
  readonly machine: string;
  readonly token: string;
  readonly disk: Disk;
  /** The folder of everything that this bridge remembers. */
  readonly dataDir: string;
  /** What presence tells of this program. */
  readonly version: string;
  /** Before the first `desired`. */
  readonly language: Language;
  /** For dates on the display, where the server names no zone. */
  readonly timeZone: string;
  /** The time of visits, stamps and offline hours. */
  readonly clock: Clock;
  /** Whether `clock` is simulated: a data folder of the one kind of time is refused by the other. */
  readonly simulated: boolean;
  /** The time of what stands outside, the line and the network: never simulated. */
  readonly wall: Clock;
  /** Whether the wall clock has been set (mqtt.md, `synced`). */
  readonly wallClockIsSet: () => boolean;
  readonly random: Random;
  readonly openSerial: () => Promise<Duplex>;
  /** A card reader beside the dispenser's own. */
  readonly reader?: ReaderPort | undefined;
  readonly connectMqtt: ConnectMqtt;
  readonly log: Log;
  /** A `restart-bridge` command: whoever runs this bridge stops it and starts a new one. */
  readonly onRestart: () => void;
  readonly limits?: JournalLimits;
}
