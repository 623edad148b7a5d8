import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bugs } from '../../simulators/seeds/planted/bugs.ts';
import { fish } from '../../simulators/seeds/planted/fish.ts';
import { planted } from '../../simulators/seeds/planted/plant.ts';

/** The others are looked for by `npm run test:soak`. */
const quick = ['VEND before fsync', 'acknowledge before commit', 'reuse a dead grant'];

test.each(bugs)('$name is a change of code that is there', ({ edits }) => {
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const text = readFileSync(file, 'utf8');
    const some = edits.filter((edit) => edit.file === file);
    expect(planted(text, some)).not.toBe(text);
  }
});

test('a text that is not there exactly once cannot be replaced', () => {
  const edit = { file: 'a.ts', from: 'x', to: 'y' };
  expect(() => planted('no such', [edit])).toThrow('a.ts: 0 times instead of once: x');
  expect(() => planted('x and x', [edit])).toThrow('a.ts: 2 times instead of once: x');
});

test.each(quick)('%s breaks an invariant within 20 seeds', async (name) => {
  const bug = bugs.find((one) => one.name === name);
  expect(bug).toBeDefined();
  if (bug !== undefined)
    expect(await fish(bug, { from: 1, count: 20 })).toMatchObject({ told: expect.stringMatching(/^I\d /) });
});
