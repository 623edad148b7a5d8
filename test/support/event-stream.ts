import { onTestFinished } from 'vitest';
import { eventually } from './eventually.ts';

/** A viewer of the live stream who is signed in, with every event that it was sent. */
export async function watchLive(url: string, cookie: string) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const response = await fetch(`${url}/api/live`, { signal: stop.signal, headers: { cookie } });
  const events: { event: string; data: Record<string, unknown> }[] = [];
  let ended = false;
  const read = async () => {
    let text = '';
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      text += new TextDecoder().decode(chunk);
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
        const [event, data] = [field('event'), field('data')];
        if (event !== undefined && data !== undefined) events.push({ event, data: JSON.parse(data) });
      }
    }
  };
  const reading = read()
    .catch(() => {})
    .finally(() => {
      ended = true;
    });
  return {
    response,
    events,
    ended: () => ended,
    async leave() {
      stop.abort();
      await reading;
    },
    next: (what: string, wanted: (event: string, data: Record<string, unknown>) => boolean) =>
      eventually(what, () => events.find(({ event, data }) => wanted(event, data))?.data),
  };
}
