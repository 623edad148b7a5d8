import type { TimelineItem } from '../../protocol/http/fleet.ts';
import type { JournalEntry } from '../../protocol/mqtt/entries.ts';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { CommandResult } from '../../protocol/mqtt/messages/command.ts';

/**
 * A place in the order of a timeline: by time, then source, then the source's own key. `first` and `last` stand before
 * and behind all keys of a source.
 */
export interface Place {
  readonly atMs: number;
  readonly source: string;
  readonly key: string;
}

export interface PlacedItem {
  readonly place: Place;
  readonly item: TimelineItem;
}

export interface VendRow {
  readonly key: number;
  readonly at: number;
  readonly slot: number;
  readonly product: string;
  readonly items: number;
  readonly requested: number;
  readonly fault: number;
  readonly authority: string;
}
export interface RefusalRow {
  readonly key: string;
  readonly at: number;
  readonly slot: number | null;
  readonly product: string | null;
  readonly reason: string | null;
}
export interface EntryRow {
  readonly key: string;
  readonly at: number;
  readonly type: string;
  readonly body: string;
}
export interface CommandRow {
  readonly key: string;
  readonly at: number;
  readonly name: string;
  readonly args: string;
  readonly actor: string;
  readonly reason: string;
  readonly result: string | null;
}
export interface AlarmRow {
  readonly key: number;
  readonly at: number;
  readonly kind: string;
  readonly detail: string;
  readonly clearedAt: number | null;
}

/** Where a source has to go on, behind a place of any source: its own keys below it, or all keys at its time, or none. */
export function placedAfter(source: string, after: Place | undefined): Place {
  if (after === undefined) return { atMs: Number.MAX_SAFE_INTEGER, source, key: 'last' };
  if (source === after.source) return after;
  return { atMs: after.atMs, source, key: source < after.source ? 'first' : 'last' };
}

/** A place as the `before` of a page's address; nothing in it is secret. */
export function cursorOf({ atMs, source, key }: Place): string {
  return `${atMs}-${source}-${key}`;
}

/** Reads a {@link cursorOf}; undefined for anything else. */
export function readCursor(text: string): Place | undefined {
  const match = /^(\d{1,15})-([acerv])-([0-9a-f/-]{1,60})$/.exec(text);
  const [, at, source, key] = match ?? [];
  if (at === undefined || source === undefined || key === undefined) return undefined;
  return { atMs: Number(at), source, key };
}

function placed(source: string, row: { key: string | number; at: number }, told: Told): PlacedItem {
  const key = String(row.key);
  const item = { id: `${source}${key}`, at: instantOf(row.at), ...told };
  return { place: { atMs: row.at, source, key }, item };
}
type Told = Omit<TimelineItem, 'id' | 'at'>;

const given = <K extends string, V>(key: K, value: V | null | undefined) =>
  (value === null || value === undefined ? {} : { [key]: value }) as { [P in K]?: V };

/** A vend that ended with a count; `ok` where all that was asked for fell. */
export function vendItem(source: string, row: VendRow): PlacedItem {
  const { slot, product, items, requested, fault, authority } = row;
  return placed(source, row, {
    ...{ kind: 'vend', slot, product, items, ok: items >= requested },
    ...given('code', fault === 0 ? undefined : String(fault)),
    ...given('detail', authority === 'online' ? undefined : authority),
  });
}

/** A decision that gave nothing, by its reason. */
export function refusalItem(source: string, row: RefusalRow): PlacedItem {
  const { slot, product, reason } = row;
  const what = { ...given('slot', slot), ...given('product', product), ...given('code', reason) };
  return placed(source, row, { kind: 'refusal', ...what });
}

/** A command, by whom and why; `ok` once its result came. */
export function commandItem(source: string, row: CommandRow): PlacedItem {
  const result = row.result === null ? undefined : (JSON.parse(row.result) as CommandResult);
  const { slot } = JSON.parse(row.args) as { slot?: number };
  return placed(source, row, {
    ...{ kind: 'command', code: row.name, actor: row.actor },
    ...given('slot', slot),
    ...given('ok', result?.ok),
    ...given('detail', row.reason === '' ? result?.code : row.reason),
  });
}

/** An alarm about the machine, and when it ended by itself. */
export function alarmItem(source: string, row: AlarmRow): PlacedItem {
  const { kind, detail, clearedAt } = row;
  const ended = given('clearedAt', clearedAt === null ? null : instantOf(clearedAt));
  return placed(source, row, { kind: 'alarm', code: kind, detail, ...ended });
}

/** A journal entry as it is kept: its type apart, its further fields as JSON. */
export function entryItem(source: string, row: EntryRow): PlacedItem {
  const entry = { ...(JSON.parse(row.body) as object), type: row.type } as JournalEntry;
  return placed(source, row, toldOf(entry));
}

function toldOf(entry: JournalEntry): Told {
  switch (entry.type) {
    case 'fault.raised':
      return { kind: 'fault', ...given('slot', entry.slot), code: String(entry.fault) };
    case 'fault.cleared':
      return { kind: 'cleared', ...given('slot', entry.slot), code: String(entry.fault) };
    case 'door':
      return { kind: 'door', open: entry.open, ...given('actor', entry.staff) };
    case 'stock.set': {
      const { slot, product, after, staff, visit } = entry;
      const who = { ...given('actor', staff), ...given('visit', visit) };
      return { kind: 'stock', slot, product, items: after, ...who };
    }
    case 'boot':
      return { kind: 'boot', code: String(entry.cause) };
    case 'tamper':
      return { kind: 'tamper', code: String(entry.kind) };
    default:
      return { kind: 'line', ok: entry.type === 'line' && entry.up };
  }
}
