import { describe, expect, it } from 'vitest';
import { readEntry } from '../../protocol/mqtt/entries.ts';
import { millisOf } from '../../protocol/mqtt/fields.ts';
import { Authorize } from '../../protocol/mqtt/messages/authorize.ts';
import { Journal } from '../../protocol/mqtt/messages/journal.ts';
import { Presence } from '../../protocol/mqtt/messages/presence.ts';
import { MachineState } from '../../protocol/mqtt/messages/state.ts';
import { checker, parseJson, reader } from '../../protocol/mqtt/read.ts';
import { mqttSamples } from '../support/mqtt-samples.ts';

type Path = readonly (string | number)[];
const shown = (path: Path) => path.map((step) => (typeof step === 'number' ? '[]' : step)).join('.');

/** Every field of a value and of what it holds, by its path. */
function fieldsOf(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => fieldsOf(item, [...path, at]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) => [[...path, key], ...fieldsOf(held, [...path, key])]);
}

/** A copy of `value` in which `edit` changed what holds the last step of `path`. */
function edited(
  value: unknown,
  path: Path,
  edit: (holder: Record<string | number, unknown>, key: string | number) => void,
) {
  const copy = structuredClone(value);
  let holder = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>;
  edit(holder, path.at(-1) ?? '');
  return copy;
}

const without = (value: unknown, path: Path) =>
  edited(value, path, (holder, key) => {
    delete holder[key];
  });
const having = (value: unknown, path: Path, other: unknown) =>
  edited(value, path, (holder, key) => {
    holder[key] = other;
  });
const at = (value: unknown, path: Path) =>
  path.reduce<unknown>((held, step) => (held as Record<string | number, unknown>)[step], value);

/** A message that is right, by its name. */
const sample = (name: string) => mqttSamples.find((one) => one.name === name)?.value ?? {};

/** Values of every other JSON type. */
function otherTypes(value: unknown): unknown[] {
  const all: unknown[] = ['7', 7.25, true, {}, ['x'], null];
  const typeOf = (one: unknown) => (one === null ? 'null' : Array.isArray(one) ? 'list' : typeof one);
  return all.filter((one) => typeOf(one) !== typeOf(value));
}

/** Fields that may be null (mqtt.md, state: a slot without a product, no `desired` yet). */
const nullable = new Set(['state slots.[].product', 'state desiredVersion']);

describe.each(mqttSamples)('$name', ({ name, check, value, optional }) => {
  it('is read as it stands', () => {
    expect(check(value)).toEqual({ ok: true, value });
  });

  it('is read with fields that are not known, wherever they stand', () => {
    const holders = fieldsOf(value).map((path) => path.slice(0, -1));
    for (const holder of [[], ...holders])
      expect(check(having(value, [...holder, 'laterVersion'], { any: [1] })), shown(holder)).toMatchObject({
        ok: true,
      });
  });

  it('is refused where a field is missing, unless the contract says that it may', () => {
    for (const path of fieldsOf(value)) {
      const result = check(without(value, path));
      expect(result.ok, shown(path)).toBe(optional.includes(shown(path)));
    }
  });

  it('is refused where a field is of another type', () => {
    for (const path of fieldsOf(value))
      for (const other of otherTypes(at(value, path))) {
        const mayBeNull = other === null && nullable.has(`${name} ${shown(path)}`);
        expect(check(having(value, path, other)).ok, `${shown(path)} = ${JSON.stringify(other)}`).toBe(
          mayBeNull,
        );
      }
  });

  it('is refused where it is no object', () => {
    for (const other of [null, 1, 'x', true, [value]]) expect(check(other).ok).toBe(false);
  });
});

describe('values out of their range are refused', () => {
  const authorize = checker(Authorize);

  it.each([
    ['no card', ['cards'], []],
    ['six cards', ['cards'], Array(6).fill({ scheme: 'uid', id: '04AABBCC', entry: 'tap' })],
    ['a scheme that is not there', ['cards', 0, 'scheme'], 'passport'],
    ['an entry that is not there', ['cards', 0, 'entry'], 'guess'],
    ['an empty id', ['cards', 0, 'id'], ''],
    ['an id of 65 letters', ['cards', 0, 'id'], 'A'.repeat(65)],
    ['slot 16', ['slot'], 16],
    ['slot -1', ['slot'], -1],
    ['half an item', ['qty'], 0.5],
    ['256 items', ['qty'], 256],
    ['a txn that is no UUID', ['txn'], 'f'.repeat(36)],
    ['a time without milliseconds', ['at'], '2020-05-20T06:00:00Z'],
    ['a time of another zone', ['at'], '2020-05-20T06:00:00.000+03:00'],
    ['a time of no zone', ['at'], '2020-05-20T06:00:00.000'],
    ['a time that is not on the clock', ['at'], '2020-05-20T24:00:00.000Z'],
    ['a negative uptime', ['uptimeMs'], -1],
  ] as [string, Path, unknown][])('authorize with %s', (_, path, other) => {
    expect(authorize(having(sample('authorize'), path, other)).ok).toBe(false);
  });

  it('a journal of more than 100 entries, and one whose entry has no seq', () => {
    const journal = checker(Journal);
    const of = (count: number) => ({
      ...sample('journal'),
      entries: Array.from({ length: count }, (_, i) => ({ seq: i + 1 })),
    });
    expect(journal(of(100)).ok).toBe(true);
    expect(journal(of(101)).ok).toBe(false);
    expect(journal({ ...sample('journal'), entries: [{ seq: 0 }] }).ok).toBe(false);
  });

  it('an entry of a type that is not known', () => {
    expect(readEntry({ ...sample('journal entry mark'), type: 'vend.dreamt' })).toEqual({
      ok: false,
      problem: '/type unknown',
    });
    expect(readEntry({ ...sample('journal entry mark'), type: 'constructor' }).ok).toBe(false);
  });

  it('a machine without a product or a desired version is a state all the same', () => {
    const state = having(having(sample('state'), ['slots', 0, 'product'], null), ['desiredVersion'], null);
    expect(checker(MachineState)(state).ok).toBe(true);
  });

  it('a will that says it is online without the rest', () => {
    expect(checker(Presence)({ ...sample('presence, will'), online: true }).ok).toBe(false);
  });
});

it.each(['Z', 'z', '+00:00', '-00:00'])('a time in UTC may end with %s, as RFC 3339 has it', (zone) => {
  const at = `2020-05-20T06:00:00.000${zone}`;
  expect(checker(Authorize)({ ...sample('authorize'), at }).ok).toBe(true);
  expect(millisOf(at)).toBe(Date.UTC(2020, 4, 20, 6));
});

describe('a payload', () => {
  const read = reader(Authorize);
  const bytes = (text: string) => Buffer.from(text);

  it('is UTF-8 JSON or nothing', () => {
    expect(parseJson(bytes('{"a":"ş"}'))).toEqual({ ok: true, value: { a: 'ş' } });
    for (const broken of [bytes(''), bytes('{'), Uint8Array.of(0x22, 0xff, 0x22)])
      expect(parseJson(broken)).toEqual({ ok: false, problem: '/ json' });
  });

  it('that is refused is described without a word of its content', () => {
    const card = { scheme: 'tckn', id: 10000000146, entry: 'tap' };
    const result = read(bytes(JSON.stringify({ txn: '10000000146', cards: [card] })));
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('10000000146');
  });
});
