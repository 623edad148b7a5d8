import { expect, it } from 'vitest';
import { createInbox } from '../../../server/inbox/inbox.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

type Context = Parameters<typeof createInbox>[0];

/** An inbox before a ledger that answers when the test says so; `asked` are the machines whose turn has come. */
function bench() {
  const asked: string[] = [];
  const answers: PromiseWithResolvers<unknown>[] = [];
  const call = (_name: string, machine: string) => {
    asked.push(machine);
    const answer = Promise.withResolvers<unknown>();
    answers.push(answer);
    return answer.promise;
  };
  const inbox = createInbox({ store: { call } } as unknown as Context);
  return { inbox, asked, answer: (at: number) => answers[at]?.resolve([]) };
}

it('a stop applies what has come in; what has not begun after six seconds is left to be said again', async () => {
  const clock = createVirtualClock();
  const { inbox, asked, answer } = bench();
  for (const machine of ['izmir-01', 'izmir-01', 'izmir-01', 'izmir-02']) inbox.tellAcks(machine);
  const drained = inbox.drain(clock);
  await clock.advance(1);
  expect(asked).toEqual(['izmir-01', 'izmir-02']);
  answer(0);
  answer(1);
  await clock.advance(6_000);
  expect(asked).toEqual(['izmir-01', 'izmir-02', 'izmir-01']);
  answer(2);
  await drained;
  expect(asked).toHaveLength(3);
});

it('a stop with nothing to do is over at once', async () => {
  await bench().inbox.drain(createVirtualClock());
});
