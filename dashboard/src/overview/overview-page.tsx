import { SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isLanguage } from '../i18n/languages.ts';
import { useLive } from '../live/use-live.ts';
import { useNow } from '../live/use-now.ts';
import { Feed } from './feed.tsx';
import { Figure } from './figure.tsx';
import { Notices } from './notices.tsx';
import { Provenance } from './provenance.tsx';

/** The first page: masks today, masks in all, and what is given out right now. */
export function OverviewPage() {
  const { overview, serverAheadMs, feed, lostAt } = useLive();
  const pageNow = useNow();
  const { i18n } = useTranslation();
  const language = isLanguage(i18n.language) ? i18n.language : 'en';
  // Ages are told on the server's clock: the page's own may be wrong, and a simulated one runs at its own speed.
  const serverNow = overview?.simulated ? Date.parse(overview.at) : pageNow + serverAheadMs;
  const nameOf = (product: string) =>
    overview?.products.find((one) => one.product === product)?.name[language] ?? product;
  return (
    <Stack gap="lg">
      <Notices overview={overview} lostAt={lostAt} pageNow={pageNow} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Figure name="masksToday" value={overview?.figures.masksToday} />
        <Figure name="masksTotal" value={overview?.figures.masksTotal} />
      </SimpleGrid>
      {overview && <Provenance overview={overview} now={serverNow} />}
      <Feed items={feed} now={serverNow} timeZone={overview?.timeZone ?? 'UTC'} nameOf={nameOf} />
    </Stack>
  );
}
