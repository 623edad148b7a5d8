import type { Duplex } from 'node:stream';
import {
  connectLimitBytes,
  createPacketScanner,
  packetLimitBytes,
  type ScanFault,
} from './packet-scanner.ts';

/** A guarded connection; `accept` is called once its CONNECT was answered with success. */
export interface Guard {
  accept(): void;
}

/**
 * Stands between a socket and the broker, which itself has no limit on a packet's size. Until the CONNECT is
 * accepted one packet of at most 4 KiB passes, and what comes behind it stays in the socket, where TCP holds it back.
 */
export function guardConnection(conn: Duplex, onFault: (fault: ScanFault) => void): Guard {
  const scanner = createPacketScanner();
  const read = conn.read.bind(conn);
  let accepted = false;

  // The broker pulls with `read()`: answering it here costs nothing, where another stream in between would.
  conn.read = (size?: number): Buffer | null => {
    if (!accepted && scanner.packets > 0) return null;
    const chunk = read(size) as Buffer | null;
    if (chunk === null) return null;
    const passed = scanner.scan(chunk, accepted ? packetLimitBytes : connectLimitBytes, !accepted);
    if (typeof passed === 'string') {
      onFault(passed);
      conn.destroy();
      giveBack(chunk);
      return null;
    }
    if (passed < chunk.length) conn.unshift(chunk.subarray(passed));
    return chunk.subarray(0, passed);
  };

  return {
    accept() {
      accepted = true;
      // What waited behind the CONNECT has been announced already; nothing else would make the broker look.
      if (!conn.destroyed) conn.emit('readable');
    },
  };
}

/**
 * Gives a chunk's memory back at once. A socket reads 64 KiB at a time, and what hundreds of attackers are cut for is
 * more than the garbage collector hurries for.
 */
function giveBack({ buffer, byteLength }: Buffer): void {
  // One that shares its memory with others is theirs too.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
