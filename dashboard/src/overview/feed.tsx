import { Badge, Skeleton, Text, Title } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FeedItem } from '../../../protocol/http/figures.ts';
import { counted, formatSeconds } from '../i18n/format.ts';
import { MachineLink } from '../parts/machine-link.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';

interface FeedProps {
  readonly items: readonly FeedItem[] | undefined;
  readonly now: number;
  readonly timeZone: string;
  readonly nameOf: (product: string) => string;
}

/** What was given out last, newest first. It stands still while somebody points at it or has its focus in it. */
export function Feed(props: FeedProps) {
  const { t, i18n } = useTranslation();
  const [held, setHeld] = useState(false);
  const kept = useRef(props.items);
  if (!held) kept.current = props.items;
  const newer = held ? newerThan(props.items, kept.current) : 0;
  return (
    <section
      className="panel feed"
      aria-labelledby="feed-title"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Title order={2} size="h4" id="feed-title">
        {t('overview.feed')}
        <span className="muted feed-held">
          {newer > 0 && t('overview.feedHeld', counted(newer, i18n.language))}
        </span>
      </Title>
      <div className="panel-body">
        <FeedBody {...props} items={kept.current} />
      </div>
    </section>
  );
}

function newerThan(items: FeedProps['items'] = [], kept: FeedProps['items'] = []): number {
  const newest = kept[0]?.id ?? 0;
  return items.filter(({ id }) => id > newest).length;
}

function FeedBody({ items, now, timeZone, nameOf }: FeedProps) {
  const { t } = useTranslation();
  if (items === undefined)
    return [0, 1, 2, 3].map((at) => (
      <Skeleton key={at} h={36} mb={8} role="status" aria-label={t('overview.loading')} />
    ));
  if (items.length === 0) return <Text className="muted">{t('overview.feedEmpty')}</Text>;
  return (
    <ol className="rows">
      {items.map((item) => (
        <FeedRow key={item.id} item={item} now={now} timeZone={timeZone} product={nameOf(item.product)} />
      ))}
    </ol>
  );
}

function FeedRow(props: { item: FeedItem; now: number; timeZone: string; product: string }) {
  const { item, now, timeZone, product } = props;
  const { t, i18n } = useTranslation();
  const { at, machine, machineName, district, pieces, authority, late, txn, tookMs } = item;
  return (
    <li data-txn={txn}>
      <div>
        <div className="feed-where">
          <MachineLink id={machine} name={machineName} fw={600} />
          {district !== '' && (
            <span className="muted">
              {'\u00a0·'}
              <span className="told-who">{district}</span>
            </span>
          )}
        </div>
        <Text size="sm" component="div" className="numeral">
          {t('overview.feedItem', { pieces, product })}
          {tookMs !== null && (
            <span className="muted" data-took-ms={tookMs}>
              {' · '}
              {t('overview.feedTook', { time: formatSeconds(tookMs, i18n.language) })}
            </span>
          )}
          {authority === 'offline' && <Badge color="gray">{t('overview.offline')}</Badge>}
          {authority === 'staff' && <Badge color="gray">{t('overview.staff')}</Badge>}
          {late && <Badge color="orange">{t('overview.late')}</Badge>}
        </Text>
      </div>
      <TimeAgo at={at} now={now} timeZone={timeZone} size="sm" className="muted" />
    </li>
  );
}
