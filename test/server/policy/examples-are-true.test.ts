import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completePolicy } from '../../../server/policy/default.ts';
import { type CardView, evaluate } from '../../../server/policy/evaluate.ts';
import { parsePolicy } from '../../../server/policy/parse.ts';
import { oddities } from '../../../server/policy/warnings.ts';
import { findPolicy, readPlan } from '../../../simulators/demo/plan.ts';

const folder = join(import.meta.dirname, '../../../docs/examples');
const examples = readdirSync(folder).map((name) => name.replace(/\.yaml$/, ''));
const policyOf = (name: string) => {
  const path = join(folder, `${name}.yaml`);
  return { version: 1, ...completePolicy(parsePolicy(readFileSync(path, 'utf8'), path)) };
};

/** What one card is told, with what it has had before as [instant, pieces]. */
function ask(
  name: string,
  at: string,
  card: Partial<CardView>,
  had: readonly [string, number][] = [],
  product = policyOf(name).products[0]?.id ?? '',
) {
  const history = had.map(([when, pieces]) => ({ atMs: Date.parse(when), pieces, product }));
  const { nextAtMs, ...verdict } = evaluate(policyOf(name), {
    ...{ product, qty: 1, atMs: Date.parse(at) },
    cards: [{ scheme: 'uid', entry: 'tap', facts: {}, lists: [], history, ...card }],
  });
  return { ...verdict, nextAt: nextAtMs === undefined ? undefined : new Date(nextAtMs).toISOString() };
}

describe('each worked example', () => {
  it.each(examples)('%s has no mistakes, nothing odd, and a demo of its own', (name) => {
    const { version: _, ...document } = policyOf(name);
    const { opening, turns, claims, ...rest } = document;
    const some = { ...(opening && { opening }), ...(turns && { turns }), ...(claims && { claims }) };
    expect(oddities({ ...rest, ...some })).toEqual([]);
    expect(findPolicy(name)).toBe(join(folder, `${name}.yaml`));
    expect(readPlan(findPolicy(name)).schemes.length).toBeGreaterThan(0);
  });

  it('is one of the five that the documents name', () => {
    expect(examples.sort()).toEqual(['izmir', 'singapore', 'taiwan', 'taiwan-february', 'turkey-pharmacies']);
    expect(findPolicy('atlantis')).toBe('atlantis');
    expect(findPolicy('./city.yaml')).toBe('./city.yaml');
  });
});

describe('Izmir', () => {
  it('gives a transit card five masks, and five again to the millisecond a week later', () => {
    const had = [['2020-05-20T09:00:00.000Z', 5]] as [string, number][];
    expect(ask('izmir', '2020-05-20T09:00:00.000Z', {})).toMatchObject({ verdict: 'grant', remaining: 0 });
    const refused = ask('izmir', '2020-05-27T08:59:59.999Z', {}, had);
    expect(refused).toMatchObject({ reason: 'quota', nextAt: '2020-05-27T09:00:00.000Z' });
    expect(ask('izmir', '2020-05-27T09:00:00.000Z', {}, had)).toMatchObject({ verdict: 'grant' });
    expect(ask('izmir', '2020-05-20T09:00:00.000Z', { scheme: 'tckn' })).toMatchObject({
      reason: 'not-eligible',
    });
  });
});

describe('Taiwan', () => {
  const nhi = { scheme: 'nhi' } as const;

  it('gives nine masks in fourteen days, in the hours of the health centre', () => {
    expect(ask('taiwan', '2020-04-12T02:00:00Z', nhi)).toMatchObject({ verdict: 'grant', remaining: 0 });
    expect(ask('taiwan', '2020-04-12T10:30:00Z', nhi)).toMatchObject({
      ...{ reason: 'closed', nextAt: '2020-04-13T00:30:00.000Z' },
    });
    // Fourteen days after an evening is an evening; by then it is open.
    const had = [['2020-04-12T10:00:00Z', 9]] as [string, number][];
    expect(ask('taiwan', '2020-04-13T02:00:00Z', nhi, had).nextAt).toBe('2020-04-26T10:00:00.000Z');
  });

  it('gives ten to a child, and nothing of a grown-up’s', () => {
    const child = { scheme: 'uid', facts: { born: '2012-01-01' } } as const;
    expect(ask('taiwan', '2020-04-12T02:00:00Z', child, [], 'child')).toMatchObject({ verdict: 'grant' });
    expect(ask('taiwan', '2020-04-12T02:00:00Z', child)).toMatchObject({ reason: 'not-eligible' });
    const grown = { scheme: 'uid', facts: { born: '1980-01-01' } } as const;
    expect(ask('taiwan', '2020-04-12T02:00:00Z', grown, [], 'child')).toMatchObject({
      reason: 'not-eligible',
    });
  });

  it('in February served odd and even numbers on days of their own', () => {
    const odd = { scheme: 'nhi', facts: { lastDigit: 5 } } as const;
    // A Tuesday, and the Sunday behind it.
    expect(ask('taiwan-february', '2020-02-11T02:00:00Z', odd)).toMatchObject({
      ...{ reason: 'not-your-day', nextAt: '2020-02-11T16:00:00.000Z' },
    });
    expect(ask('taiwan-february', '2020-02-16T02:00:00Z', odd)).toMatchObject({ verdict: 'grant' });
  });
});

describe('Singapore', () => {
  it('gives one kit in the whole campaign, at any hour', () => {
    const nric = { scheme: 'nric' } as const;
    expect(ask('singapore', '2020-06-28T19:00:00Z', nric)).toMatchObject({ verdict: 'grant', remaining: 0 });
    const had = [['2020-06-28T19:00:00Z', 2]] as [string, number][];
    expect(ask('singapore', '2020-07-12T15:59:59Z', nric, had)).toMatchObject({ reason: 'quota' });
  });
});

describe('Turkish pharmacies', () => {
  it('give five masks in ten days to those from 20 to 65, and close on holidays', () => {
    const tckn = { scheme: 'tckn' } as const;
    expect(ask('turkey-pharmacies', '2020-04-22T10:00:00Z', tckn)).toMatchObject({ verdict: 'grant' });
    expect(ask('turkey-pharmacies', '2020-04-23T10:00:00Z', tckn)).toMatchObject({
      ...{ reason: 'closed', nextAt: '2020-04-24T06:00:00.000Z' },
    });
    const old = { scheme: 'tckn', facts: { born: '1950-01-01' } } as const;
    expect(ask('turkey-pharmacies', '2020-04-22T10:00:00Z', old)).toMatchObject({ reason: 'not-eligible' });
    const had = [['2020-04-22T10:00:00Z', 5]] as [string, number][];
    expect(ask('turkey-pharmacies', '2020-04-27T10:00:00Z', tckn, had).nextAt).toBe(
      '2020-05-02T10:00:00.000Z',
    );
  });
});
