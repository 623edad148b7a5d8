/** What a connection may send before and after its CONNECT was accepted, in bytes of one MQTT packet. */
export const connectLimitBytes = 4 * 1024;
/** A payload of 64 KiB (mqtt.md), and a little for topic and header. */
export const packetLimitBytes = 64 * 1024 + 1024;

const connectType = 1;

/** Why a connection is cut before the broker sees the packet. */
export type ScanFault = 'packet-too-large' | 'malformed-length' | 'not-connect';

/**
 * Follows the packet boundaries of an MQTT 3.1.1 byte stream (MQTT-2.2) without keeping any of it, so that a giant
 * or endless packet is refused at its fixed header, before anybody collects it.
 */
export function createPacketScanner() {
  let phase: 'type' | 'length' | 'body' = 'type';
  let multiplier = 1;
  let length = 0;
  let header = 0;
  let left = 0;
  let packets = 0;

  return {
    /** Whole packets that went by. */
    get packets() {
      return packets;
    },

    /**
     * Looks at the next bytes under a limit, at most up to the end of the first whole packet where `single` is set.
     * Returns how many of them may pass, or what is wrong with them.
     */
    scan(chunk: Uint8Array, limitBytes: number, single: boolean): number | ScanFault {
      let at = 0;
      while (at < chunk.length) {
        if (phase === 'body') {
          const step = Math.min(left, chunk.length - at);
          at += step;
          left -= step;
        } else {
          const byte = chunk[at++] as number;
          header++;
          if (phase === 'type') {
            if (packets === 0 && byte >> 4 !== connectType) return 'not-connect';
            phase = 'length';
            multiplier = 1;
            length = 0;
            continue;
          }
          length += (byte & 0x7f) * multiplier;
          multiplier *= 128;
          if (byte & 0x80) {
            if (header > 4) return 'malformed-length';
            continue;
          }
          if (length + header > limitBytes) return 'packet-too-large';
          phase = 'body';
          left = length;
        }
        if (left === 0) {
          packets++;
          phase = 'type';
          header = 0;
          if (single) return at;
        }
      }
      return at;
    },
  };
}
