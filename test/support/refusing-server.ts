import { EventEmitter } from 'node:events';
import type { ConnectMqtt } from '../../firmware-bridge/uplink/connection.ts';

/** A network on which no server answers: every connection ends before it begins. */
export const refusingServer: ConnectMqtt = () => {
  const client = Object.assign(new EventEmitter(), { end: () => {} });
  setImmediate(() => client.emit('close'));
  return client as unknown as ReturnType<ConnectMqtt>;
};
