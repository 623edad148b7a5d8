import { Button, Chip, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { TimelineItem } from '../../../protocol/http/fleet.ts';
import { actorWords } from '../audit/words.ts';
import { capitalised, counted, formatAgo, formatCount } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { Failure } from '../parts/failure.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';
import { timelineKinds, useKinds, useTimeline } from './use-timeline.ts';
import { reasonWords, timelineWords } from './words.ts';

/** What happened to a machine, newest first, by kinds. */
export function Timeline({ machine, city }: { machine: string; city: City }) {
  const { t, i18n } = useTranslation();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useTimeline(machine);
  const { kinds, setKinds } = useKinds();
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const shown = kinds.length === 0 ? items : items.filter(({ kind }) => kinds.includes(kind));
  const n = formatCount(items.length, i18n.language);
  return (
    <section aria-labelledby="machine-timeline">
      <Title order={2} size="h5" mb="xs" id="machine-timeline">
        {t('machine.timeline')}
      </Title>
      <Chip.Group multiple value={[...kinds]} onChange={setKinds}>
        <Group gap={6} mb="sm" role="group" aria-label={t('machine.kinds')}>
          {timelineKinds.map((kind) => (
            <Chip key={kind} value={kind} size="xs" variant="outline">
              {t(`events.kind_${kind}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {error && <Failure error={error} kept={data !== undefined} retry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton h={320} role="status" aria-label={t('machine.loading')} />}
      {data && shown.length === 0 && (
        <Text className="muted">
          {items.length === 0 ? t('machine.timelineEmpty') : t('machine.timelineNone', { n })}
        </Text>
      )}
      <Stack component="ol" gap={0} p={0} m={0} style={{ listStyle: 'none' }}>
        {shown.map((item) => (
          <Row key={item.id} item={item} city={city} />
        ))}
      </Stack>
      {hasNextPage && (
        <Button mt="sm" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('machine.older')}
        </Button>
      )}
    </section>
  );
}

/** A vend's authority and some reasons are words of the server; all else somebody wrote. */
function detailOf({ kind, detail }: TimelineItem, t: TFunction): string | undefined {
  if (kind === 'vend' && detail !== undefined)
    return t(`events.authority_${detail}`, { defaultValue: detail });
  return kind === 'command' && detail !== undefined ? reasonWords(detail, t) : detail;
}

function Row({ item, city }: { item: TimelineItem; city: City }) {
  const { t, i18n } = useTranslation();
  const { key, codeKey } = timelineWords(item);
  const { slot, product, items = 0, code = '', actor, ok, kind, visit, clearedAt } = item;
  const words = t(key, {
    slot: slot === undefined ? '' : slot + 1,
    product: product === undefined ? '' : city.productName(product),
    ...counted(items, i18n.language),
    code: codeKey === undefined ? code : t(codeKey, { defaultValue: code }),
  });
  const fault = kind === 'vend' && codeKey !== undefined ? t(codeKey, { defaultValue: code }) : undefined;
  const where = slot === undefined || kind === 'stock' || kind === 'vend' ? undefined : slot + 1;
  const failed = kind === 'command' && ok === false ? t('machine.failed') : undefined;
  const more = [
    where === undefined ? undefined : t('machine.slot', { n: where }),
    fault,
    failed,
    actor === undefined ? undefined : t('machine.by', { actor: actorWords(actor, t) }),
    detailOf(item, t),
    visit === undefined ? undefined : t('events.ofVisit'),
    clearedAt === undefined
      ? undefined
      : t('events.alarmOver', { when: formatAgo(Date.parse(clearedAt), city.now, i18n.language) }),
  ].filter((one) => one !== undefined && one !== '');
  return (
    <Paper component="li" className="timeline-row" data-kind={kind}>
      <Text size="sm" className="timeline-kind">
        {t(`events.kind_${kind}`)}
      </Text>
      <div className="timeline-what">
        <Text size="sm">{capitalised(words, i18n.language)}</Text>
        {more.length > 0 && (
          <Text size="xs" className="muted">
            {more.join(' · ')}
          </Text>
        )}
      </div>
      <TimeAgo
        at={item.at}
        now={city.now}
        timeZone={city.timeZone}
        size="xs"
        className="muted timeline-time"
      />
    </Paper>
  );
}
