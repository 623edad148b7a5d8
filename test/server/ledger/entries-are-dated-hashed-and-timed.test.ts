import { describe, expect, it } from 'vitest';
import { contentHash } from '../../../server/ledger/content-hash.ts';
import { dateEntry } from '../../../server/ledger/date-entry.ts';
import {
  type EndedVend,
  serviceBounds,
  serviceClassOf,
  tookMsOf,
} from '../../../server/ledger/service-time.ts';

const receivedAtMs = Date.parse('2020-05-20T09:00:00.000Z');
const hex = (entry: object) => Buffer.from(contentHash(entry)).toString('hex');

describe('the instant of an entry', () => {
  const sent = { at: '2031-01-01T00:00:00.000Z', boot: 4, uptimeMs: 10_000 };
  const entry = (boot: number, uptimeMs: number, at = '2020-05-20T08:00:00.000Z', synced = true) =>
    dateEntry({ at, boot, uptimeMs, synced }, sent, receivedAtMs);

  it.each([
    ['of the sending boot is told by its age', entry(4, 4_000), receivedAtMs - 6_000, 'uptime'],
    ['that was just written is now', entry(4, 10_000), receivedAtMs, 'uptime'],
    ['that is younger than its message is now', entry(4, 10_001), receivedAtMs, 'clamped'],
    ['of an earlier boot is its own clock’s', entry(3, 4_000), Date.parse('2020-05-20T08:00:00Z'), 'clock'],
    [
      'of an earlier boot is at the latest when this one began',
      entry(3, 4_000, '2020-05-20T08:59:50.000Z'),
      receivedAtMs - 10_000,
      'clock',
    ],
    [
      'of an earlier boot is not after that',
      entry(3, 4_000, '2020-05-20T08:59:50.001Z'),
      receivedAtMs - 10_000,
      'clamped',
    ],
    [
      'of an earlier boot without a clock is the latest possible',
      entry(3, 4_000, '2020-05-20T08:00:00.000Z', false),
      receivedAtMs - 10_000,
      'latest',
    ],
    [
      'of an earlier boot that is no instant is the latest possible',
      entry(3, 4_000, '2020-13-45T99:00:00Z'),
      receivedAtMs - 10_000,
      'clamped',
    ],
    ['before 1970 is 1970', entry(3, 0, '1969-12-31T23:59:59.999Z'), 0, 'clamped'],
    ['of 1970 is its own', entry(3, 0, '1970-01-01T00:00:00.000Z'), 0, 'clock'],
  ])('%s', (_, found, atMs, dating) => {
    expect(found).toEqual({ atMs, dating });
  });

  it('is a whole millisecond, whatever fraction an uptime has', () => {
    expect(entry(4, 9_999.5).atMs).toBe(receivedAtMs - 1);
    expect(
      dateEntry({ ...sent, boot: 3, synced: false }, { ...sent, uptimeMs: 0.5 }, receivedAtMs).atMs,
    ).toBe(receivedAtMs - 1);
    expect(dateEntry({ ...sent, uptimeMs: 2, synced: true }, { ...sent, uptimeMs: 1 }, 7.5).atMs).toBe(7);
  });
});

describe('the hash of an entry', () => {
  const entry = { seq: 7, type: 'door', open: true, cards: [{ qty: 1, box: 'a' }, null], none: undefined };

  it('is sixteen bytes, and stays the same for ever', () => {
    expect(contentHash(entry)).toHaveLength(16);
    // What a journal of today said must be known in ten years.
    expect(hex({ seq: 1, type: 'line', up: true })).toBe(hashOfLineUp);
  });

  it('takes no notice of its name, nor of the order of its fields, at any depth', () => {
    const other = {
      ...{ none: undefined, cards: [{ box: 'a', qty: 1 }, null], open: true, type: 'door', seq: 9 },
      from: { epoch: 'e', seq: 1 },
    };
    expect(hex(other)).toBe(hex(entry));
  });

  it.each([
    ['a value', { ...entry, open: false }],
    ['a field more', { ...entry, boot: 1 }],
    ['a name of a field', { seq: 7, type: 'door', opened: true, cards: entry.cards }],
    ['the order in a list', { ...entry, cards: [null, { qty: 1, box: 'a' }] }],
    ['something in a list', { ...entry, cards: [{ qty: 2, box: 'a' }, null] }],
    ['a list that is shorter', { ...entry, cards: [{ qty: 1, box: 'a' }] }],
    ['a text in place of a number', { ...entry, cards: [{ qty: '1', box: 'a' }, null] }],
    ['a comma in a text', { ...entry, type: 'door,' }],
  ])('is another for %s', (_, other) => {
    expect(hex(other)).not.toBe(hex(entry));
  });
});

const hashOfLineUp = '6c75316c44177259a41b0ee748f78aa3';

describe('the service time of a vend', () => {
  const vend: EndedVend = {
    ...{ authority: 'online', dispensed: 1, assumed: false, late: false, dating: 'uptime' },
    ...{ decidedAtMs: 1_000, atMs: 7_250 },
  };

  it('runs from the question to its end', () => {
    expect(tookMsOf(vend)).toBe(6_250);
    expect(tookMsOf({ ...vend, atMs: 1_000 })).toBe(0);
    expect(tookMsOf({ ...vend, atMs: 901_000 })).toBe(900_000);
  });

  it.each<[string, Partial<EndedVend>]>([
    ['nothing fell', { dispensed: 0 }],
    ['the machine decided', { authority: 'offline' }],
    ['staff tested', { authority: 'staff' }],
    ['its count was assumed', { assumed: true }],
    ['it was late', { late: true }],
    ['its date is a wall clock’s', { dating: 'clock' }],
    ['its date is the latest possible', { dating: 'latest' }],
    ['its date was clamped', { dating: 'clamped' }],
    ['nobody knows when it was asked', { decidedAtMs: null }],
    ['it ended before it was asked', { atMs: 999 }],
    ['it took longer than anybody waits', { atMs: 901_001 }],
  ])('is unknown where %s', (_, change) => {
    expect(tookMsOf({ ...vend, ...change })).toBeNull();
  });

  it('is of the first class whose end it does not exceed, and of the last beyond all', () => {
    for (const [at, bound] of serviceBounds.entries()) {
      expect(serviceClassOf(bound * 1000)).toBe(at);
      expect(serviceClassOf(bound * 1000 + 1)).toBe(Math.min(at + 1, serviceBounds.length - 1));
    }
    expect(serviceClassOf(0)).toBe(0);
  });
});
