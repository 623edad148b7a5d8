import { describe, expect, it } from 'vitest';
import { completePolicy, defaultPolicy } from '../../../server/policy/default.ts';
import type { PolicyDocument, Rule } from '../../../server/policy/document.ts';
import { type CardView, evaluate } from '../../../server/policy/evaluate.ts';
import { parsePolicy } from '../../../server/policy/parse.ts';
import { cards, dayMs, ledgerBench, origin, tapped } from '../../support/ledger-bench.ts';

const text = {
  tr: 'Bu haftanın sonuna az kaldı',
  en: 'Nearly all of this week’s share',
  'zh-TW': '本週份額即將用完',
};
const weekly: Rule = { id: 'weekly', products: ['adult'], limit: 15, window: { rolling: { days: 7 } } };
const campaign: Rule = {
  id: 'campaign',
  products: ['adult'],
  limit: 40,
  window: { rolling: { days: 60 } },
};
const policy = (...rules: PolicyDocument['rules']): PolicyDocument => ({ ...defaultPolicy, rules });
const alerting = policy({ ...weekly, alert: { at: 10, text } }, campaign);

/** The rules whose alert a grant reaches, for cards that had so many masks yesterday. */
function alertsOf(document: PolicyDocument, had: readonly number[], qty: number): readonly string[] | string {
  const atMs = origin;
  const verdict = evaluate(
    { version: 1, ...completePolicy({ ...document, cards: 5 }) },
    {
      ...{ product: 'adult', qty, atMs },
      cards: had.map(
        (pieces): CardView => ({
          ...{ scheme: 'uid', entry: 'tap', facts: {}, lists: [] },
          history: pieces === 0 ? [] : [{ atMs: atMs - dayMs, product: 'adult', pieces }],
        }),
      ),
    },
  );
  return verdict.verdict === 'grant' ? verdict.alerts : verdict.reason;
}

describe('an alert', () => {
  it.each([
    ['is not reached by less', [0], 1, []],
    ['is reached by exactly as much', [0], 2, ['weekly']],
    ['is reached with what was had before', [5], 1, ['weekly']],
    ['stays reached', [10], 1, ['weekly']],
    ['is of one card, never of a family together', [0, 0], 2, ['weekly']],
    ['is of a card that pays', [0, 10], 1, []],
    ['is none of a refusal', [15], 1, 'quota'],
  ] as const)('%s', (_, had, qty, alerts) => {
    expect(alertsOf(alerting, had, qty)).toEqual(alerts);
  });

  it('can hang on another rule: told once that one has come so far', () => {
    const hanging = policy(weekly, { ...campaign, alert: { at: 10, of: 'weekly', text } });
    expect(alertsOf(hanging, [0], 1)).toEqual([]);
    expect(alertsOf(hanging, [5], 1)).toEqual(['campaign']);
  });

  it('is told on the display with the grant, in the machine’s language; who typed a number learns nothing', async () => {
    const bench = await ledgerBench(alerting);
    const machine = bench.machine('izmir-1');
    expect(machine.ask()).not.toHaveProperty('message');
    expect(machine.ask({ qty: 1 }, origin + 1)).toMatchObject({
      ...{ verdict: 'grant', message: 'Take your 5 masks below. Nearly all of this week’s share' },
    });
    const typed = { ...tapped(cards[1]), entry: 'typed' as const };
    expect(machine.ask({ qty: 2, cards: [typed] }, origin + 2)).not.toHaveProperty('message');
  });

  it('beyond the limit, or of a rule that is not there, is a mistake that is told', () => {
    const problems = (document: PolicyDocument) => {
      try {
        parsePolicy(JSON.stringify(document), 'draft');
        return [];
      } catch (error) {
        return String(error instanceof Error ? error.message : error).split('\n');
      }
    };
    expect(problems(policy({ ...weekly, alert: { at: 16, text } })).join()).toMatch(
      /rules\/0\/alert\/at.*16.*no more than the limit of weekly, 15/,
    );
    expect(problems(policy({ ...weekly, alert: { at: 1, of: 'monthly', text } })).join()).toMatch(
      /rules\/0\/alert\/of.*monthly.*one of weekly/,
    );
    expect(problems(alerting)).toEqual([]);
  });
});
