import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { PolicyError, parsePolicy } from '../../../server/policy/parse.ts';

function problemsOf(text: string) {
  try {
    parsePolicy(text, 'city.yaml');
  } catch (error) {
    if (error instanceof PolicyError) return error.problems;
    throw error;
  }
  return [];
}

describe('a policy file', () => {
  it('is read where it is right', () => {
    expect(parsePolicy(stringify(defaultPolicy), 'city.yaml')).toEqual(defaultPolicy);
  });

  it('with several mistakes tells each with path, value and what is allowed', () => {
    const [rule] = defaultPolicy.rules;
    const wrong = {
      ...defaultPolicy,
      language: 'de',
      surprise: 1,
      rules: [{ ...rule, limit: -1, window: { rolling: { days: 0 } } }],
    };
    expect(problemsOf(stringify(wrong))).toEqual([
      { path: '/surprise', value: '1', allowed: 'no such key' },
      { path: '/language', value: '"de"', allowed: 'one of tr, en, zh-TW' },
      { path: '/rules/0/limit', value: '-1', allowed: 'a whole number from 0 to 1000000' },
      {
        path: '/rules/0/window',
        value: '{"rolling":{"days":0}}',
        allowed: expect.stringContaining('{rolling: {days: N}}'),
      },
    ]);
  });

  it('names what is missing', () => {
    expect(problemsOf('language: tr')).toEqual([
      { path: '/timeZone', value: 'nothing', allowed: expect.stringContaining('IANA') },
      { path: '/products', value: 'nothing', allowed: 'a list of 1 to 255 products' },
      { path: '/rules', value: 'nothing', allowed: 'a list of 1 to 100 rules' },
    ]);
  });

  it('is held to what no shape can say: references, zones, dates, codes', () => {
    const [product] = defaultPolicy.products;
    const wrong = {
      ...defaultPolicy,
      timeZone: 'Europe/Smyrna',
      products: [product, { ...product, id: 'child' }],
      rules: [
        { id: 'a', products: ['adlt'], limit: 5, window: { weeks: 1, anchor: '2020-02-30' } },
        { id: 'b', products: ['child', 'adult'], limit: 5, window: { calendar: 'month' } },
      ],
    };
    expect(problemsOf(stringify(wrong)).map(({ path, value }) => `${path} ${value}`)).toEqual([
      '/timeZone "Europe/Smyrna"',
      '/products/1/code 1',
      '/rules/0/products/0 "adlt"',
      '/rules/0/window/anchor "2020-02-30"',
    ]);
  });

  it.each(['{', '- a', '', '7'])('that is no mapping is refused: %j', (text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
  });
});
