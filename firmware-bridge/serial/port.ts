import type { Duplex } from 'node:stream';
import { SerialPort } from 'serialport';

/** Opens a serial device, 8N1 without flow control (serial.md, Link). Rejects where it can't be opened. */
export function openPort(path: string, baudRate: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate, autoOpen: false });
    port.open((error) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}
