import type { Duplex } from 'node:stream';
import { SerialPort } from 'serialport';
import { bridgeError } from '../errors.ts';

/** Opens a serial device, 8N1 without flow control (serial.md, Link). @throws SERIAL_UNAVAILABLE */
export function openPort(path: string, baudRate: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate, autoOpen: false });
    port.open((error) => {
      if (error) reject(bridgeError('SERIAL_UNAVAILABLE', `${path} (${error.message})`, error));
      else resolve(port);
    });
  });
}
