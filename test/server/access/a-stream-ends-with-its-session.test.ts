import cookie from '@fastify/cookie';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import type { SignedIn } from '../../../server/access/operations.ts';
import { lookAgainMs, whileSignedIn } from '../../../server/access/while-signed-in.ts';
import { everybodyIsSignedIn, someCookie } from '../../support/sign-in.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

/** A stream for analysts whose session a test decides about. */
async function watching() {
  const wall = createVirtualClock();
  let who: () => Promise<SignedIn | undefined> = async () => ({ id: 1, name: 'ayse', role: 'analyst' });
  const access = { ...(await everybodyIsSignedIn()), sessions: { who: () => who() } };
  const app = Fastify();
  await app.register(cookie);
  let ended = 0;
  let timer = { cancel() {} };
  app.get('/', { config: { access: ['analyst'] } }, async (request) => {
    timer = whileSignedIn(request, { access, wall }, () => ended++);
    return {};
  });
  await app.inject({ url: '/', headers: { cookie: someCookie } });
  return {
    ended: () => ended,
    leave: () => timer.cancel(),
    becomes: (next: typeof who) => {
      who = next;
    },
    pass: () => wall.advance(lookAgainMs),
  };
}

it.each([
  ['is over', async () => undefined],
  ['is another role’s now', async () => ({ id: 1, name: 'ayse', role: 'operator' }) as const],
])('a stream whose session %s ends at the next look', async (_, next) => {
  const stream = await watching();
  await stream.pass();
  await stream.pass();
  expect(stream.ended()).toBe(0);
  stream.becomes(next);
  await stream.pass();
  expect(stream.ended()).toBe(1);
});

it('a stream goes on while nobody can tell, and is not looked after when it is gone', async () => {
  const stream = await watching();
  stream.becomes(() => Promise.reject(new Error('the ledger is away')));
  await stream.pass();
  await stream.pass();
  expect(stream.ended()).toBe(0);
  stream.leave();
  stream.becomes(async () => undefined);
  await stream.pass();
  expect(stream.ended()).toBe(0);
});
