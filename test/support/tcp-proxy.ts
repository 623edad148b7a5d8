import { onTestFinished } from 'vitest';
import { type Link, openLink } from './link.ts';

/** A {@link Link} to `target` that is closed with its test. */
export async function tcpProxy(target: { host: string; port: number }): Promise<Link> {
  const link = await openLink(() => target);
  onTestFinished(() => link.close());
  return link;
}
