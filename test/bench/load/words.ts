import { randomBytes } from 'node:crypto';

/** What the load's machines say, written as text: the shapes are mqtt.md's, the sizes those of a real bridge. */

/** As long as a sealed box: 96 bytes of content and 48 of crypto_box_seal. The server opens none of a vend that it granted. */
const unopened = randomBytes(96 + 48).toString('base64url');
/** The server's key for boxes; set before any backlog is made. */
let sealKeyId = 'none';
const epochSeed = randomBytes(4).toString('hex');

/** Names the key of the boxes in what follows. */
export function useSealKey(id: string): void {
  sealKeyId = id;
}

let isoMs = 0;
let iso = '';
let second = 0;

/** Now, as an instant of the contract; made once a millisecond. */
export function nowText(): string {
  const now = Date.now();
  if (now !== isoMs) {
    isoMs = now;
    iso = new Date(now).toISOString();
    second = Math.floor(now / 1000);
  }
  return iso;
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** The epoch of a machine's journal in this run. */
export const epochOf = (machine: number): string => `${epochSeed}-0000-4000-8000-${hex(machine, 12)}`;

/** A txn as a bridge makes it: a UUIDv7 rises with time. */
export function txnOf(machine: number, vend: number): string {
  nowText();
  const time = hex(isoMs, 12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(second % 4096, 3)}-8${hex(machine % 4096, 3)}-${hex(machine, 5)}${hex(vend, 7)}`;
}

/** A card that nobody else has: a 7-byte uid. */
export const cardOf = (machine: number, vend: number): string => `04${hex(machine, 5)}${hex(vend, 7)}`;

/** The question of one tap. */
export function authorizeText(machine: number, vend: number, txn: string, uptimeMs: number): string {
  return `{"txn":"${txn}","cards":[{"scheme":"uid","id":"${cardOf(machine, vend)}","entry":"tap"}],"slot":0,"product":"adult","qty":1,"at":"${nowText()}","epoch":"${epochOf(machine)}","boot":1,"uptimeMs":${uptimeMs}}`;
}

/** A journal message of one vend: its beginning and its end. */
export function vendJournal(
  machine: number,
  txn: string,
  seq: number,
  counter: number,
  uptimeMs: number,
): string {
  return journalOf(
    machine,
    seq,
    uptimeMs,
    vendEntries(txn, seq, counter, uptimeMs, { authority: 'online', sealed: unopened }),
  );
}

/** A journal message of vends that were given while the machine was cut off, two entries each; a box a vend. */
export function backlogJournal(machine: number, boxes: readonly string[], uptimeMs: number): string {
  const entries = boxes.map((sealed, at) =>
    vendEntries(txnOf(machine, at), 1 + at * 2, at, uptimeMs, { authority: 'offline', sealed }),
  );
  return journalOf(machine, 1, uptimeMs, entries.join(','));
}

function journalOf(machine: number, oldest: number, uptimeMs: number, entries: string): string {
  return `{"epoch":"${epochOf(machine)}","oldest":${oldest},"sent":{"at":"${nowText()}","boot":1,"uptimeMs":${uptimeMs}},"entries":[${entries}]}`;
}

interface Charge {
  readonly authority: 'online' | 'offline';
  readonly sealed: string;
}

function vendEntries(txn: string, seq: number, counter: number, uptimeMs: number, charge: Charge): string {
  const stamp = `"at":"${nowText()}","synced":true,"boot":1,"uptimeMs":${uptimeMs}`;
  const vend = `"txn":"${txn}","slot":0,"product":"adult","requested":1`;
  const card = `{"key":"${sealKeyId}","box":"${charge.sealed}","qty":1}`;
  const started = `{"seq":${seq},${stamp},"type":"vend.started",${vend},"vendCounter":${counter},"authority":"${charge.authority}","cards":[${card}]}`;
  const completed = `{"seq":${seq + 1},${stamp},"type":"vend.completed",${vend},"dispensed":1,"fault":0,"vendCounter":${counter + 1}}`;
  return `${started},${completed}`;
}

/** The birth of a connection. */
export const presenceText = (session: string): string =>
  `{"online":true,"session":"${session}","at":"${nowText()}","bridge":"0.1.0","boot":1}`;
