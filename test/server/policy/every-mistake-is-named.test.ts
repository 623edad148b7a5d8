import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { PolicyError, parsePolicy } from '../../../server/policy/parse.ts';

function errorOf(text: string): PolicyError | undefined {
  try {
    parsePolicy(text, 'city.yaml');
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  return undefined;
}
const [product] = defaultPolicy.products;
const [rule] = defaultPolicy.rules;
const said = (change: object) =>
  errorOf(stringify({ ...defaultPolicy, ...change }))?.problems.map(
    ({ path, value, allowed }) => `${path} = ${value}: ${allowed}`,
  ) ?? [];
const twoProducts = [product, { ...product, id: 'child', code: 2 }];
const ruleFor = (products: string[]) => ({ ...rule, products });

describe('a mistake of a policy is named with its place, what stands there and what is allowed', () => {
  it.each<[string, object, string[]]>([
    [
      'two products of one id',
      { products: [product, { ...product, code: 2 }] },
      ['/products/1/id = "adult": an id that no other product has'],
    ],
    [
      'two products of one code',
      { products: [product, { ...product, id: 'child' }], rules: [ruleFor(['adult', 'child'])] },
      ['/products/1/code = 1: a code that no other product has'],
    ],
    [
      'a product that anybody could take without end',
      { products: twoProducts },
      ['/products/1/id = "child": a product that at least one rule limits'],
    ],
    [
      'two rules of one id',
      { rules: [rule, rule] },
      ['/rules/1/id = "weekly": an id that no other rule has'],
    ],
    [
      'a rule for a product that is not there',
      { rules: [ruleFor(['adult', 'kid'])] },
      ['/rules/0/products/1 = "kid": one of adult'],
    ],
    [
      'a day that does not exist',
      { rules: [{ ...rule, window: { weeks: 2, anchor: '2021-02-29' } }] },
      ['/rules/0/window/anchor = "2021-02-29": a date that exists'],
    ],
    [
      'a zone that does not exist',
      { timeZone: 'Mars' },
      ['/timeZone = "Mars": a time zone of the IANA database'],
    ],
    [
      'a slot for a product that is not there',
      {
        products: twoProducts,
        rules: [ruleFor(['adult', 'child'])],
        planogram: [{ slot: 0, product: 'kid', capacity: 9 }],
      },
      ['/planogram/0/product = "kid": one of adult, child'],
    ],
    [
      'a slot that stands twice',
      {
        planogram: [
          { slot: 0, product: 'adult', capacity: 9 },
          { slot: 1, product: 'adult', capacity: 9 },
          { slot: 0, product: 'adult', capacity: 9 },
        ],
      },
      ['/planogram/2/slot = 0: a slot that stands once'],
    ],
    [
      'a par level beyond the slot',
      {
        planogram: [
          { slot: 0, product: 'adult', capacity: 9, par: 9 },
          { slot: 1, product: 'adult', capacity: 9, par: 10 },
        ],
      },
      ["/planogram/1/par = 10: a whole number from 0 to the slot's capacity, 9"],
    ],
    [
      'a day to be closed that does not exist',
      {
        opening: {
          hours: [{ days: ['monday'], from: '08:00', to: '24:00' }],
          closed: ['2020-05-19', '2020-05-32'],
        },
      },
      ['/opening/closed/1 = "2020-05-32": a date that exists'],
    ],
    [
      'hours that end before they begin',
      { opening: { hours: [{ days: ['monday'], from: '22:00', to: '02:00' }] } },
      ['/opening/hours/0/to = "02:00": a time after from, 22:00; a night is two entries'],
    ],
    [
      'a turn that ends as it begins',
      { turns: { by: 'lastDigit', times: [{ days: ['monday'], digits: [1], to: '00:00' }] } },
      ['/turns/times/0/to = "00:00": a time after from, 00:00; a night is two entries'],
    ],
    [
      'ages that nobody has',
      { rules: [{ ...rule, ages: { from: 20, to: 19 } }] },
      ['/rules/0/ages/to = 19: an age that is not below from, 20'],
    ],
    [
      'a time that no clock shows',
      { opening: { hours: [{ days: ['monday'], from: '8:00', to: '18:00' }] } },
      ['/opening/hours/0/from = "8:00": a time of day in quotes, "00:00" to "24:00"'],
    ],
    [
      'a digit of two',
      { turns: { by: 'lastDigit', times: [{ days: ['monday'], digits: [10] }] } },
      ['/turns/times/0/digits/0 = 10: a whole number from 0 to 9'],
    ],
  ])('%s', (_, change, expected) => {
    expect(said(change)).toEqual(expected);
  });

  it('nothing of what is right: a leap day, a second slot, a rule each', () => {
    const change = {
      products: twoProducts,
      rules: [
        {
          ...ruleFor(['adult']),
          id: 'a',
          ages: { from: 20, to: 20 },
          window: { weeks: 2, anchor: '2020-02-29' },
        },
        { ...ruleFor(['child']), id: 'c' },
      ],
      planogram: [
        { slot: 0, product: 'adult', capacity: 9, par: 0 },
        { slot: 3, product: 'child', capacity: 9 },
      ],
    };
    expect(said(change)).toEqual([]);
  });

  it('of a shape once each, at its innermost place, also in a rule beyond the ninth', () => {
    const rules = Array.from({ length: 12 }, (_, at) => ({ ...rule, id: `r${at}` }));
    rules[11] = { ...rule, id: 'r11', window: { rolling: { days: 'x' } } } as never;
    const problems = said({ rules, products: [{ ...product, name: { tr: 'A', en: 7, 'zh-TW': 'A' } }] });
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^\/products\/0\/name\/en = 7: /);
    expect(problems[1]).toMatch(/^\/rules\/11\/window = \{"rolling":\{"days":"x"\}\}: /);
  });

  it('in words where the schema has none of its own', () => {
    expect(said({ language: 7 })).toEqual(['/language = 7: one of tr, en, zh-TW']);
    expect(said({ offline: 'no' })).toEqual([expect.stringMatching(/^\/offline = "no": \S/)]);
    expect(said({ offline: { mode: 'allow', perCard: 'five', perMachine: 1, maxHours: 1 } })).toEqual([
      expect.stringMatching(/^\/offline\/perCard = "five": \S/),
    ]);
  });

  it('and all in one message for a terminal, one a line', () => {
    const error = errorOf(stringify({ ...defaultPolicy, timeZone: 'Mars', rules: [rule, rule] }));
    expect(error?.code).toBe('POLICY_INVALID');
    expect(error?.message.split('\n')).toEqual([
      'the policy city.yaml has 2 mistake(s):',
      '  /timeZone = "Mars": allowed is a time zone of the IANA database',
      '  /rules/1/id = "weekly": allowed is an id that no other rule has',
    ]);
  });

  it('that is no YAML at all with what the reader says of its first line', () => {
    const { problems } = errorOf('rules: [1, 2') as PolicyError;
    expect(problems).toEqual([{ path: '/', value: expect.stringMatching(/^\S[^\n]+$/), allowed: 'YAML' }]);
    expect(errorOf('7')?.problems[0]?.path).toBe('/');
  });
});
