import { Badge, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FeedItem } from '../../../protocol/http/figures.ts';
import { formatAgo, formatInstant } from '../i18n/format.ts';

/** What was given out last, newest first. */
export function Feed(props: {
  items: readonly FeedItem[] | undefined;
  now: number;
  timeZone: string;
  nameOf: (product: string) => string;
}) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="feed-title">
      <Title order={2} size="h4" mb="sm" id="feed-title">
        {t('overview.feed')}
      </Title>
      <FeedBody {...props} />
    </section>
  );
}

function FeedBody({ items, now, timeZone, nameOf }: Parameters<typeof Feed>[0]) {
  const { t } = useTranslation();
  if (items === undefined) return <Skeleton h={56} aria-label={t('overview.loading')} />;
  if (items.length === 0) return <Text className="muted">{t('overview.feedEmpty')}</Text>;
  return (
    <Stack component="ol" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
      {items.map((item) => (
        <FeedRow key={item.id} item={item} now={now} timeZone={timeZone} product={nameOf(item.product)} />
      ))}
    </Stack>
  );
}

function FeedRow(props: { item: FeedItem; now: number; timeZone: string; product: string }) {
  const { item, now, timeZone, product } = props;
  const { t, i18n } = useTranslation();
  const { at, machineName, district, pieces, authority, late, txn } = item;
  return (
    <Paper component="li" withBorder px="md" py="xs" data-txn={txn}>
      <Group justify="space-between" wrap="nowrap">
        <div>
          <Text fw={600}>{district === '' ? machineName : `${machineName}, ${district}`}</Text>
          <Group gap="xs">
            <Text size="sm" className="numeral">
              {t('overview.feedItem', { pieces, product })}
            </Text>
            {authority === 'offline' && <Badge color="gray">{t('overview.offline')}</Badge>}
            {authority === 'staff' && <Badge color="gray">{t('overview.staff')}</Badge>}
            {late && <Badge color="orange">{t('overview.late')}</Badge>}
          </Group>
        </div>
        <Text
          component="time"
          size="sm"
          className="muted"
          dateTime={at}
          title={formatInstant(at, i18n.language, timeZone)}
        >
          {formatAgo(Date.parse(at), now, i18n.language)}
        </Text>
      </Group>
    </Paper>
  );
}
