import { expect, it } from 'vitest';
import { createInbox } from '../../../server/inbox/inbox.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

/** What runs through these queues is the test's own: no handler, and so nothing of their context, is asked. */
const nothing = {} as Parameters<typeof createInbox>[0];

it('a stop applies what has come in; what has not begun after six seconds is left to be said again', async () => {
  const [clock, inbox, done] = [createVirtualClock(), createInbox(nothing), [] as string[]];
  const slow = Promise.withResolvers<void>();
  inbox.after('izmir-01', async () => void done.push('first'));
  inbox.after('izmir-01', async () => {
    await slow.promise;
    done.push('slow');
  });
  inbox.after('izmir-01', async () => void done.push('too late'));
  inbox.after('izmir-02', async () => void done.push('other'));
  const drained = inbox.drain(clock);
  await clock.advance(6_001);
  slow.resolve();
  await drained;
  expect(done.sort()).toEqual(['first', 'other', 'slow']);
});

it('a stop with nothing to do is over at once', async () => {
  await createInbox(nothing).drain(createVirtualClock());
});
