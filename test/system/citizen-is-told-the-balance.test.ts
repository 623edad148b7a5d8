import { expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startSystem } from '../support/system.ts';

const policy = `
timeZone: Europe/Istanbul
language: tr
cards: 2
products:
  - { id: adult, code: 1, pieces: 5, name: { tr: Yetişkin maskesi, en: Adult masks, zh-TW: 成人口罩 } }
  - { id: child, code: 2, pieces: 5, name: { tr: Çocuk maskesi, en: Child masks, zh-TW: 兒童口罩 } }
rules:
  - { id: adults, products: [adult], limit: 5, window: { rolling: { days: 7 } } }
  - { id: children, products: [child], limit: 10, window: { calendar: week, firstDay: monday } }
`;

it('a tap without a selection for 15 s shows the balance of each product, with dates of the city’s own time zone', async () => {
  // Wednesday, 09:00 in Izmir; ten times as fast, so that 15 s of the citizen's time are 1.5 s.
  const system = await startSystem({
    policy,
    slots: 2,
    planogram: 'adult:200,child:100',
    simulated: '2020-05-20T06:00:00Z,10',
  });
  const dispenser = await system.startDispenser();
  await system.startBridge();
  const shown = (text: RegExp, from: number) =>
    eventually(`${text} on the display`, () =>
      dispenser.lines.slice(from).find((line) => line.ev === 'display' && text.test(String(line.text))),
    );
  await shown(/^Choose, then tap$/, 0);

  const first = dispenser.lines.length;
  dispenser.type('card tckn 10000000146');
  await shown(/^Now choose what you need$/, first);
  expect((await shown(/Adult masks: /, first)).text).toBe('Adult masks: 5 masks · Child masks: 10 masks');

  const family = dispenser.lines.length;
  dispenser.type('select 1');
  dispenser.type('card tckn 10000000146');
  await shown(/^More cards\? Tap them now$/, family);
  dispenser.type('card tckn 12345678950');
  expect(await shown(/^Take your 10 masks below$/, family)).toMatchObject({ tone: 1 });

  // Pooled cards are charged in order, each to its limit: the first card gave both items.
  const last = dispenser.lines.length;
  dispenser.type('card tckn 10000000146');
  const balance = await shown(/Adult masks: /, last);
  // Monday's midnight in Izmir is Sunday 21:00 in UTC, the zone of many a board.
  expect(balance.text).toBe('Adult masks: 5 masks · Child masks: from Mon 25 May');
  await system.booksAgree(2);
});
