import { EventEmitter } from 'node:events';
import { MockBinding, type MockPortBinding } from '@serialport/binding-mock';
import { SerialPortStream } from '@serialport/stream';
import { defaultBaudRate } from '../../protocol/serial/constants.ts';
import type { Wire } from './wire.ts';

/** A serial line inside one process: a real SerialPortStream for the host, the far end for a device. */
export interface MockLine {
  readonly path: string;
  readonly wire: Wire;
  /** Opens the host's end; again after it was closed, as often as it takes. */
  openHost(): SerialPortStream;
}

type Binding = typeof MockBinding;

/** A line by the name of `path`, which must be the only one of that name in the process. */
export function createMockLine(path: string): MockLine {
  const farEnd = new EventEmitter<{ data: [Uint8Array] }>();
  let near: MockPortBinding | undefined;
  MockBinding.createPort(path, { echo: false, record: false });

  const binding: Binding = {
    ...MockBinding,
    async open(options) {
      const port = await MockBinding.open(options);
      const write = port.write.bind(port);
      port.write = async (bytes) => {
        await write(bytes);
        farEnd.emit('data', Uint8Array.from(bytes));
      };
      near = port;
      return port;
    },
  };

  return {
    path,
    wire: {
      on: (event, listener) => farEnd.on(event, listener),
      write(bytes) {
        // Nothing listens at a closed port: the bytes are lost.
        if (near?.isOpen) near.emitData(Buffer.from(bytes));
      },
    },
    openHost: () => new SerialPortStream({ binding, path, baudRate: defaultBaudRate }),
  };
}
