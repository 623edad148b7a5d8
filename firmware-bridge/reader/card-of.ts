import { mrzId, mrzLines } from '../../protocol/identity/mrz.ts';
import type { Entry, Scheme } from '../../protocol/serial/constants.ts';

/** What a reader reads, and how it writes it. */
export interface ReaderKind {
  readonly scheme: Scheme;
  /** Of a UID: the order of its bytes on the line; `lsb`: the last one first. */
  readonly byteOrder: 'msb' | 'lsb';
  /** Of a UID: in hex, or as a decimal number of ten digits, which 4 bytes have. */
  readonly number: 'hex' | 'decimal';
}

/** A card as the session takes it; its id is checked by the server. */
export interface ReadCard {
  readonly scheme: Scheme;
  readonly id: string;
  readonly entry: Entry;
}

/** What a reading came to: a card, more to come (a passport has several lines), or nothing that can be read. */
export type Read = ReadCard | 'more' | 'unreadable';

/** Numbers that are held to a reader and not shown to a camera. */
const tapped: readonly Scheme[] = ['uid', 'izmirim', 'nhi', 'staff'];
/** As long as the line of the dispenser and the server's box let an id be (serial.md, CARD). */
const maxId = 64;
/** An identity card's barcode may carry text behind the number. */
const nricLength = 9;
/** ISO/IEC 15424: which symbology was scanned, before what was. */
const aimPrefix = /^\][A-Za-z][0-9A-Za-z]/;

/** Reads one reader's texts, each a card of its own but for a passport's lines. Holds those alone. */
export function createCardOf({ scheme, byteOrder, number }: ReaderKind): (reading: string) => Read {
  const entry: Entry = tapped.includes(scheme) ? 'tap' : 'scan';
  let zone: string[] = [];

  const card = (id: string | undefined): Read =>
    id === undefined || id.length < 1 || id.length > maxId ? 'unreadable' : { scheme, id, entry };

  function zoneOf(line: string): Read {
    const [first = line] = zone;
    const count = mrzLines(first);
    if (line.length !== first.length || count === undefined) {
      // Another document's first line, or none at all.
      zone = mrzLines(line) === undefined ? [] : [line];
      return zone.length === 0 ? 'unreadable' : 'more';
    }
    zone.push(line);
    if (zone.length < count) return 'more';
    const id = mrzId(zone);
    zone = [];
    return card(id);
  }

  return (reading) => {
    const text = reading.replace(aimPrefix, '').trim();
    if (scheme === 'mrz') return zoneOf(text.replace(/ /g, '').toUpperCase());
    if (scheme === 'uid') return card(uidOf(text, byteOrder, number));
    return card(scheme === 'nric' ? text.slice(0, nricLength) : text);
  };
}

/** A UID in hex, its first byte first; undefined where it is written otherwise than the reader's settings say. */
function uidOf(
  text: string,
  byteOrder: ReaderKind['byteOrder'],
  number: ReaderKind['number'],
): string | undefined {
  const digits = text.replace(/[ :-]/g, '');
  const hex = number === 'hex' ? digits : hexOfDecimal(digits);
  if (hex === undefined || !/^(?:[0-9A-Fa-f]{2})+$/.test(hex)) return undefined;
  const bytes = Buffer.from(hex, 'hex');
  return (byteOrder === 'lsb' ? bytes.reverse() : bytes).toString('hex').toUpperCase();
}

function hexOfDecimal(digits: string): string | undefined {
  if (!/^\d{10}$/.test(digits) || Number(digits) > 0xffff_ffff) return undefined;
  return Number(digits).toString(16).padStart(8, '0');
}
