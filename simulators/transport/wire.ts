/** One end of a serial line: any Duplex is one. Bytes come cut anywhere. */
export interface Wire {
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  write(bytes: Uint8Array): unknown;
}
