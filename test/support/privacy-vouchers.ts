import { randomUUID } from 'node:crypto';
import { instantOf } from '../../protocol/mqtt/fields.ts';
import type { KnownNumber } from './known-cards.ts';
import type { PrivacyCity } from './privacy-city.ts';
import { fetchAs } from './sign-in.ts';

const dayMs = 86_400_000;

/** A batch of vouchers, its codes taken as a table and printed, as the answers in which alone they stand. */
export async function printedVouchers({ url, cookie }: PrivacyCity, count: number): Promise<KnownNumber[]> {
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetchAs(cookie)(`${url}${path}`, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const order = {
    ...{ id: randomUUID(), name: 'Guests', product: 'adult', items: 1, count },
    ...{ validFrom: instantOf(Date.now() - dayMs), validUntil: instantOf(Date.now() + dayMs) },
  };
  const headers = { 'content-type': 'application/json' };
  const made = await ask('/api/vouchers', { method: 'POST', headers, body: JSON.stringify(order) });
  const { id } = (await made.json()) as { id: string };
  const table = await (await ask(`/api/vouchers/${id}/codes.csv`)).text();
  await (await ask(`/api/vouchers/${id}/sheet?from=1&to=${count}&language=tr`)).text();
  return table
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => {
      const said = line.split(',')[1] ?? '';
      return { scheme: 'voucher', id: said.replaceAll('-', ''), said };
    });
}

/** What of a voucher is secret by itself: the rest of its code stands on every list of batches. */
export const tagOf = ({ scheme, said }: KnownNumber): KnownNumber => {
  const tag = said.slice(said.lastIndexOf('-') + 1);
  return { scheme, id: tag, said: tag };
};
