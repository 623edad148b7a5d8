import { expect, it } from 'vitest';
import type { Diary } from '../../../firmware-bridge/journal/diary.ts';
import { createMarks } from '../../../firmware-bridge/marks.ts';
import type { JournalEntry } from '../../../protocol/mqtt/entries.ts';
import { virtualClock } from '../../../simulators/virtual-clock.ts';
import { silentLog } from '../../support/silent-log.ts';

/** Marks of a journal that answers when the test says so. */
function marksOn() {
  const clock = virtualClock();
  let answer = Promise.withResolvers<JournalEntry>();
  let asked = 0;
  const write = () => {
    asked++;
    answer = Promise.withResolvers();
    return answer.promise;
  };
  const marks = createMarks({ write } as unknown as Diary, clock, silentLog);
  const closed = async () => {
    answer.reject(new Error('the journal is closed'));
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, marks, closed, asked: () => asked };
}

it('a mark that fails is tried again while its bridge runs', async () => {
  const { clock, marks, closed, asked } = marksOn();
  marks.start();
  await closed();
  expect(clock.pending).toBe(1);
  clock.runNext();
  expect(asked()).toBe(2);
});

it('a mark that fails since its bridge ends meanwhile leaves nothing behind', async () => {
  const { clock, marks, closed } = marksOn();
  marks.start();
  marks.stop();
  await closed();
  expect(clock.pending).toBe(0);
});

it('a grant that is heard of after the end leaves nothing behind either', () => {
  const { clock, marks } = marksOn();
  marks.stop();
  marks.notBegun();
  expect(clock.pending).toBe(0);
});
