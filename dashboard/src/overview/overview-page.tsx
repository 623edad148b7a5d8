import { SimpleGrid, Stack } from '@mantine/core';
import { useLive } from '../live/use-live.ts';
import { useNow } from '../live/use-now.ts';
import { Feed } from './feed.tsx';
import { Figure } from './figure.tsx';
import { Notices } from './notices.tsx';
import { Provenance } from './provenance.tsx';

/** The first page: masks today, masks in all, and what is given out right now. */
export function OverviewPage() {
  const { overview, feed, lostAt } = useLive();
  const pageNow = useNow();
  // Ages are told on the server's clock, which may be a simulated one.
  const serverNow = overview === undefined ? pageNow : Math.max(Date.parse(overview.at), pageNowOn(overview.simulated, pageNow, overview.at));
  return (
    <Stack gap="lg">
      <Notices overview={overview} lostAt={lostAt} pageNow={pageNow} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Figure name="masksToday" value={overview?.figures.masksToday} />
        <Figure name="masksTotal" value={overview?.figures.masksTotal} />
      </SimpleGrid>
      {overview && <Provenance overview={overview} now={serverNow} />}
      <Feed items={feed} now={serverNow} timeZone={overview?.timeZone ?? 'UTC'} />
    </Stack>
  );
}

/** Real time goes on between two messages; simulated time stands where the last one left it. */
function pageNowOn(simulated: boolean, pageNow: number, at: string): number {
  return simulated ? Date.parse(at) : pageNow;
}
