import { createInstance } from 'i18next';
import { expect, it } from 'vitest';
import { actionWords, detailWords } from '../../dashboard/src/audit/words.ts';
import { areas } from '../../dashboard/src/i18n/catalogue.ts';

async function speak() {
  const translation = Object.fromEntries(Object.entries(areas).map(([area, texts]) => [area, texts.en]));
  const speaker = createInstance();
  await speaker.init({
    lng: 'en',
    resources: { en: { translation } },
    interpolation: { escapeValue: false },
  });
  return speaker.t;
}

it('an act is told in words, a command by its name, and what nobody knows as it was written', async () => {
  const t = await speak();
  expect(actionWords({ action: 'quarantine-decided' }, t)).toBe('Decided on a quarantine');
  expect(actionWords({ action: 'command-test-vend' }, t)).toBe('Command: Test vend');
  expect(actionWords({ action: 'moon-landed' }, t)).toBe('moon-landed');
});

it('the reason comes first, ids are left out, and slots are counted from one', async () => {
  const t = await speak();
  const words = (detail: Parameters<typeof detailWords>[0]['detail']) => detailWords({ detail }, t);
  expect(words({ command: 'b1', reason: 'broken flap', args: '{"slot":0,"qty":1}' })).toEqual([
    '“broken flap”',
    'slot: 1',
    'packs: 1',
  ]);
  expect(words({ verdict: 'rejected', reason: 'a clone', entries: 3, applied: 0 })).toEqual([
    '“a clone”',
    'decision: not booked',
    'entries: 3',
  ]);
  expect(words({ visit: 'v1', note: '' })).toEqual([]);
  expect(words({ address: '10.0.0.1', known: true, unwritten: 0 })).toEqual(['from address: 10.0.0.1']);
});
