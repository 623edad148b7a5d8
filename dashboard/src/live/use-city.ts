import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../protocol/http/figures.ts';
import { fetchJson } from '../api/fetch-json.ts';
import { isLanguage } from '../i18n/languages.ts';
import { useNow } from './use-now.ts';

/** What most pages need to know of the city: its clock, its time zone, and the names of what is given out. */
export interface City {
  /** The server's time in ms, as near as the page knows it; a simulated one stands between two answers. */
  readonly now: number;
  readonly timeZone: string;
  /** A product's name in the reader's language; its id where the policy does not name it. */
  readonly productName: (product: string) => string;
}

/** How often the products and the clock are asked for anew. */
const cityAnewMs = 60_000;

/** Follows the city's clock and names; `at`: an instant of the server's that just came, where the caller has one. */
export function useCity(at?: { readonly server: string; readonly page: number }): City {
  const { i18n } = useTranslation();
  const pageNow = useNow();
  const { data, dataUpdatedAt } = useQuery({
    queryKey: ['city'],
    queryFn: ({ signal }) => fetchJson<Overview>('/api/overview', { signal }),
    staleTime: cityAnewMs,
    refetchInterval: cityAnewMs,
  });
  const language = isLanguage(i18n.language) ? i18n.language : 'en';
  const from = at ?? (data && { server: data.at, page: dataUpdatedAt });
  const passed = from === undefined || data?.simulated ? 0 : Math.max(0, pageNow - from.page);
  return {
    now: from === undefined ? pageNow : Date.parse(from.server) + passed,
    // Without an answer, as on a phone without a network, the reader's own: it is the city's, nearly always.
    timeZone: data?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    productName: (product) =>
      data?.products.find((one) => one.product === product)?.name[language] ?? product,
  };
}
