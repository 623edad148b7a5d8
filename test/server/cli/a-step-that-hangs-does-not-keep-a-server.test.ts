import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createStop, stopMs } from '../../../server/stop.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

function bench() {
  const wall = createVirtualClock();
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'trace' }, { write: (line) => logged.push(JSON.parse(line)) });
  return { wall, logged, stop: createStop({ wall, log }), done: [] as string[] };
}

it('a server stops in reverse, goes on where a step fails, and does all of it once', async () => {
  const { stop, done, logged } = bench();
  stop.add('first', () => done.push('first'));
  stop.add('second', () => Promise.reject(new Error('no such thing')));
  stop.add('third', () => {
    throw new Error('nor this');
  });
  stop.add('last', async () => done.push('last'));
  await stop.run();
  await stop.run();
  expect(done).toEqual(['last', 'first']);
  expect(logged).toMatchObject([
    { step: 'third', error: 'nor this' },
    { step: 'second', error: 'no such thing' },
  ]);
});

it('a step that hangs is told of and left in time, and what comes behind it still has some', async () => {
  const { wall, stop, done, logged } = bench();
  stop.add('the ledger', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    wall.after(400, resolve);
    await promise;
    done.push('the ledger');
  });
  stop.add('HTTP', () => new Promise(() => {}));
  const stopped = stop.run();
  await wall.advance(stopMs - 1);
  expect(logged).toEqual([]);
  await wall.advance(1);
  expect(logged).toMatchObject([{ level: 50, step: 'HTTP', ms: stopMs }]);
  await wall.advance(400);
  await stopped;
  expect(done).toEqual(['the ledger']);
});
