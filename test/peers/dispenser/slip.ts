/** SLIP framing, RFC 1055, as serial.md's "Link" asks for it. */

const END = 0xc0;
const ESC = 0xdb;
const ESC_END = 0xdc;
const ESC_ESC = 0xdd;

/** serial.md, Link: "A frame is sent with END before and after it". */
export function slipEncode(frame: Uint8Array): Buffer {
  const out: number[] = [END];
  for (const byte of frame) {
    if (byte === END) out.push(ESC, ESC_END);
    else if (byte === ESC) out.push(ESC, ESC_ESC);
    else out.push(byte);
  }
  out.push(END);
  return Buffer.from(out);
}

/** Cuts a byte stream into frames; what is damaged is dropped and counted, never handed on. */
export class SlipDecoder {
  private readonly limit: number;
  private readonly onFrame: (frame: Buffer) => void;
  private readonly onDropped: () => void;
  private bytes: number[] = [];
  private escaped = false;
  private spoiled = false;

  constructor(limit: number, onFrame: (frame: Buffer) => void, onDropped: () => void) {
    this.limit = limit;
    this.onFrame = onFrame;
    this.onDropped = onDropped;
  }

  feed(chunk: Uint8Array): void {
    for (const byte of chunk) this.take(byte);
  }

  private take(byte: number): void {
    if (byte === END) {
      this.endFrame();
      return;
    }
    if (this.spoiled) return;
    if (this.escaped) {
      this.takeEscaped(byte);
      return;
    }
    if (byte === ESC) {
      this.escaped = true;
      return;
    }
    this.keep(byte);
  }

  private takeEscaped(byte: number): void {
    this.escaped = false;
    if (byte === ESC_END) this.keep(END);
    else if (byte === ESC_ESC) this.keep(ESC);
    else this.spoiled = true;
  }

  private keep(byte: number): void {
    if (this.bytes.length >= this.limit) this.spoiled = true;
    else this.bytes.push(byte);
  }

  private endFrame(): void {
    const frame = Buffer.from(this.bytes);
    // An ESC right before END is a bad escape too: its second byte never came.
    const damaged = this.spoiled || this.escaped;
    this.bytes = [];
    this.escaped = false;
    this.spoiled = false;
    if (damaged) this.onDropped();
    else if (frame.length > 0) this.onFrame(frame);
  }
}
