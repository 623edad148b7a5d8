import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { diffPolicies } from '../../../server/policy/diff.ts';
import type { PolicyDocument } from '../../../server/policy/document.ts';
import { momentOf } from '../../../server/policy/moment.ts';
import { reviewPolicy, textOf } from '../../../server/policy/review.ts';
import { oddities } from '../../../server/policy/warnings.ts';

const now = Date.parse('2020-05-20T09:00:00.000Z');
const [adult] = defaultPolicy.products;
const [weekly] = defaultPolicy.rules;
const withLimit = (limit: number): PolicyDocument => ({
  ...defaultPolicy,
  rules: [{ ...weekly, limit } as PolicyDocument['rules'][number]],
});

describe('what changes from one policy to another', () => {
  it('is told value by value; products, rules and slots by their names, wherever they stand', () => {
    const before = {
      ...{ timeZone: 'UTC', cards: 1, offline: { mode: 'allow', perCard: 5 } },
      products: [
        { id: 'a', pieces: 5 },
        { id: 'b', pieces: 2 },
      ],
      planogram: [
        { slot: 0, product: 'a' },
        { slot: 1, product: 'b' },
      ],
      rules: [{ id: 'r', products: ['a', 'b'], window: { rolling: { days: 7 } } }],
    };
    const after = {
      ...{ timeZone: 'UTC', grantSeconds: 30, offline: { mode: 'allow', perCard: 6 } },
      products: [
        { id: 'b', pieces: 3 },
        { id: 'a', pieces: 5 },
      ],
      planogram: [
        { slot: 1, product: 'b' },
        { slot: 2, product: 'a' },
      ],
      rules: [{ id: 'r', products: ['a'], window: { calendar: 'month' } }],
    };
    expect(diffPolicies(before, after)).toEqual([
      { path: '/cards', before: 1 },
      { path: '/offline/perCard', before: 5, after: 6 },
      { path: '/products/b/pieces', before: 2, after: 3 },
      { path: '/planogram/0', before: { slot: 0, product: 'a' } },
      { path: '/planogram/2', after: { slot: 2, product: 'a' } },
      { path: '/rules/r/products', before: ['a', 'b'], after: ['a'] },
      { path: '/rules/r/window/rolling', before: { days: 7 } },
      { path: '/rules/r/window/calendar', after: 'month' },
      { path: '/grantSeconds', after: 30 },
    ]);
    expect(diffPolicies(before, before)).toEqual([]);
  });

  it('is told of null and of lists without names as a whole', () => {
    expect(diffPolicies({ a: null, b: [1], c: [{}] }, { a: 1, b: [1, 2], c: [{}] })).toEqual([
      { path: '/a', before: null, after: 1 },
      { path: '/b', before: [1], after: [1, 2] },
    ]);
  });
});

describe('a draft', () => {
  it('that is right is reviewed against the policy in force', () => {
    const { review, document } = reviewPolicy(textOf(withLimit(12)), defaultPolicy);
    expect(document).toEqual(withLimit(12));
    expect(review).toEqual({
      mistakes: [],
      warnings: [
        { path: '/rules/0/limit', says: 'items of adult have 5 pieces: 2 of the 12 can never be had' },
      ],
      changes: [{ path: '/rules/weekly/limit', before: '5', after: '12' }],
    });
    expect(reviewPolicy(textOf({ ...defaultPolicy, cards: 2 }), defaultPolicy).review.changes).toEqual([
      { path: '/cards', before: null, after: '2' },
    ]);
    expect(reviewPolicy(textOf(defaultPolicy), undefined).review).toEqual({
      mistakes: [],
      warnings: [],
      changes: [],
    });
  });

  it('with mistakes is none, and all of them are told', () => {
    const { review, document } = reviewPolicy(textOf({ ...defaultPolicy, timeZone: 'Mars' }), defaultPolicy);
    expect(document).toBeUndefined();
    expect(review).toEqual({
      mistakes: [{ path: '/timeZone', value: '"Mars"', allowed: 'a time zone of the IANA database' }],
      ...{ warnings: [], changes: [] },
    });
  });
});

describe('what is odd about a policy', () => {
  const pack = (id: string, change: object = {}) =>
    ({ ...adult, id, ...change }) as PolicyDocument['products'][number];
  const allow = { mode: 'allow', perCard: 5, perMachine: 100, maxHours: 8 } as const;
  const odd = (change: Partial<PolicyDocument>, present?: PolicyDocument) =>
    oddities({ ...defaultPolicy, ...change }, present).map(({ path, says }) => `${path}: ${says}`);
  const ruleOf = (limit: number, ...products: string[]) =>
    ({ ...weekly, limit, products }) as PolicyDocument['rules'][number];

  it.each<[string, string[], string[]]>([
    ['nothing of the default', odd({}), []],
    ['nothing of itself again', odd({}, defaultPolicy), []],
    [
      'a limit below an item',
      odd({ products: [pack('adult'), pack('child', { pieces: 2 })], rules: [ruleOf(4, 'adult', 'child')] }),
      ['/rules/0/limit: an item of adult has 5 pieces, so with a limit of 4 nobody ever gets one'],
    ],
    [
      'a limit that no number of items reaches',
      odd({ rules: [ruleOf(5, 'adult'), { ...ruleOf(13, 'adult'), id: 'more' }] }),
      ['/rules/1/limit: items of adult have 5 pieces: 3 of the 13 can never be had'],
    ],
    [
      'not what two products share',
      odd({ products: [pack('adult'), pack('child', { pieces: 2 })], rules: [ruleOf(13, 'adult', 'child')] }),
      [],
    ],
    [
      'a product that no slot holds',
      odd({
        products: [pack('adult'), pack('child')],
        rules: [ruleOf(5, 'adult', 'child')],
        planogram: [{ slot: 0, product: 'adult', capacity: 9 }],
      }),
      ['/products/1: no slot of the planogram holds child'],
    ],
    [
      'a rule for vouchers',
      odd({ rules: [weekly as never, { ...ruleOf(5, 'adult'), id: 'more', schemes: ['uid', 'voucher'] }] }),
      ['/rules/1/schemes: a rule bears on no voucher: its batch says what it is good for'],
    ],
    ['nothing of an offline rule that fits', odd({ offline: allow }), []],
    ['nothing of one that is not there', odd({ offline: { ...allow, mode: 'refuse', perCard: 0 } }), []],
    [
      'an offline rule that gives nothing',
      odd({ offline: { ...allow, perCard: 4, maxHours: 0 } }),
      [
        '/offline/perCard: the smallest item has 5 pieces, so a machine without a network gives nothing',
        '/offline/maxHours: with 0 hours a machine without a network gives nothing',
      ],
    ],
    [
      'an offline rule beyond a limit, or beyond the machine’s own',
      odd({ offline: { ...allow, perCard: 10, perMachine: 9 } }),
      [
        '/offline/perMachine: a machine may give less than one card, and so gives less',
        '/offline/perCard: a card gets up to 10 from each machine that is cut off, where a limit is 5',
      ],
    ],
    [
      'a grant that dies before its masks fall',
      odd({ grantSeconds: 19 }),
      ['/grantSeconds: a vend takes some ten seconds: a grant of 19 s may be dead before its masks fall'],
    ],
    ['no grant of twenty seconds', odd({ grantSeconds: 20 }), []],
    [
      'a product that is another from now on, or gone',
      odd(
        { products: [pack('adult', { pieces: 4, code: 9 })], rules: [ruleOf(4, 'adult')] },
        { ...defaultPolicy, products: [pack('adult'), pack('child')] },
      ),
      [
        '/products/0/pieces: adult had 5 pieces: what machines hold now is counted with 4 from that moment on; another pack is better another product',
        '/products/0/code: dispensers call adult 1 now, and are told 9 from that moment on',
        '/products: child is no longer given; slots that hold it stand still',
      ],
    ],
  ])('is told: %s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});

describe('a moment', () => {
  const iso = (text: string, zone = 'Europe/Berlin') => {
    const ms = momentOf(text, zone, now);
    return ms === undefined ? undefined : new Date(ms).toISOString();
  };

  it.each([
    ['now', '2020-05-20T09:00:00.000Z'],
    ['2020-06-01', '2020-05-31T22:00:00.000Z'],
    ['2020-06-01T08:30', '2020-06-01T06:30:00.000Z'],
    ['2020-12-01T08:30:15', '2020-12-01T07:30:15.000Z'],
    ['2020-06-01T08:30:00Z', '2020-06-01T08:30:00.000Z'],
    ['2020-06-01T08:30:00+03:00', '2020-06-01T05:30:00.000Z'],
    // Clocks go from two to three: half past two is an hour later.
    ['2020-03-29T02:30', '2020-03-29T01:30:00.000Z'],
  ])('is read as a person writes it: %s', (text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  it.each(['', 'tomorrow', '2020-02-30', '2020-13-01', '2020-06-01T25:00', '2020-06-01T08:30:00X'])(
    'that is none is refused: %j',
    (text) => {
      expect(momentOf(text, 'Europe/Berlin', now)).toBeUndefined();
    },
  );
});
