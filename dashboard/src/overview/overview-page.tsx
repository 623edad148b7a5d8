import './overview.css';
import { Skeleton, Title } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { useMachines } from '../data/use-machines.ts';
import { isLanguage } from '../i18n/languages.ts';
import { useMachineEvents } from '../live/machine-events.ts';
import { useLive } from '../live/use-live.ts';
import { useNow } from '../live/use-now.ts';
import { Failure } from '../parts/failure.tsx';
import { Feed } from './feed.tsx';
import { Figures } from './figures.tsx';
import { Hands } from './hands.tsx';
import { Hours } from './hours.tsx';
import { MachineDrawer } from './machine-drawer.tsx';
import { Notices } from './notices.tsx';
import { usePulse } from './use-pulse.ts';
import { useDistrictTurn, useIsWall } from './use-wall.ts';

/** Room for the name of what the wall's map shows just now (overview.css), in px. */
const turnPx = { width: 300, height: 64 } as const;
const noCorner = { width: 0, height: 0 } as const;
const CityMap = lazy(() => import('../map/city-map.tsx'));

/** The first page: the city's figures, its machines on the map, what needs a hand, the hours of today, what falls now. */
export function OverviewPage() {
  const { overview, serverAheadMs, feed, lostAt } = useLive();
  useMachineEvents();
  const machines = useMachines();
  const pulse = usePulse();
  const pageNow = useNow();
  const { t, i18n } = useTranslation();
  const [params, setParams] = useSearchParams();
  const opened = params.get('machine');
  const open = (id: string | undefined) =>
    setParams((before) => {
      if (id === undefined) before.delete('machine');
      else before.set('machine', id);
      return before;
    });
  const isWall = useIsWall();
  const all = machines.data?.machines;
  const district = useDistrictTurn(all ?? [], isWall);
  const language = isLanguage(i18n.language) ? i18n.language : 'en';
  // Ages are told on the server's clock: the page's own may be wrong, and a simulated one runs at its own speed.
  const now = overview?.simulated ? Date.parse(overview.at) : pageNow + serverAheadMs;
  const timeZone = overview?.timeZone ?? 'UTC';
  const nameOf = (product: string) =>
    overview?.products.find((one) => one.product === product)?.name[language] ?? product;
  const inTurn = district === undefined ? all : all?.filter((machine) => machine.district === district);
  return (
    <div className="overview" data-wall={isWall}>
      <Title order={1} className="visually-hidden">
        {t('shell.overview')}
      </Title>
      <div className="overview-notices">
        <Notices overview={overview} lostAt={lostAt} pageNow={pageNow} />
        {machines.error && (
          <Failure error={machines.error} kept={all !== undefined} retry={() => void machines.refetch()} />
        )}
      </div>
      <Figures overview={overview} pulse={pulse.data} machines={all} now={now} />
      <div className="overview-map panel">
        {isWall && <p className="overview-turn">{district ?? t('overview.wholeCity')}</p>}
        {all === undefined ? (
          <Skeleton h="100%" mih={260} />
        ) : (
          <Suspense fallback={<Skeleton h="100%" mih={260} />}>
            <CityMap
              // The map takes its words once, when it is made.
              key={language}
              machines={all}
              corner={isWall ? turnPx : noCorner}
              tiles={overview?.tiles ?? null}
              focus={district === undefined ? [] : (inTurn ?? []).map(({ id }) => id)}
              onOpen={open}
            />
          </Suspense>
        )}
      </div>
      <Hands machines={inTurn} city={{ now, timeZone, productName: nameOf }} isWall={isWall} />
      <Hours pulse={pulse.data} />
      <Feed items={feed} now={now} timeZone={timeZone} nameOf={nameOf} />
      <MachineDrawer
        machine={all?.find(({ id }) => id === opened)}
        now={now}
        timeZone={timeZone}
        nameOf={nameOf}
        onClose={() => open(undefined)}
      />
    </div>
  );
}
