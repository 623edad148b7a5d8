/** SLIP's special bytes (RFC 1055). */
export const END = 0xc0;
export const ESC = 0xdb;
export const ESC_END = 0xdc;
export const ESC_ESC = 0xdd;

/** Puts a frame on the wire: END before and after it, so that noise before it becomes a frame of its own. */
export function slipEncode(frame: Uint8Array): Uint8Array {
  const wire = [END];
  for (const byte of frame) {
    if (byte === END) wire.push(ESC, ESC_END);
    else if (byte === ESC) wire.push(ESC, ESC_ESC);
    else wire.push(byte);
  }
  wire.push(END);
  return Uint8Array.from(wire);
}
