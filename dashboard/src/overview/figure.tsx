import { Paper, Skeleton, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../i18n/format.ts';

/** One large figure with its unit; a skeleton of the same height until it is known. */
export function Figure({ name, value }: { name: 'masksToday' | 'masksTotal'; value: number | undefined }) {
  const { t, i18n } = useTranslation();
  return (
    <Paper
      withBorder
      p="lg"
      component="section"
      aria-label={t(`overview.${name}`)}
      aria-busy={value === undefined}
    >
      <Text size="sm" className="muted">
        {t(`overview.${name}`)}
      </Text>
      {value === undefined ? (
        <Skeleton h={56} w="60%" aria-label={t('overview.loading')} />
      ) : (
        <Text
          component="p"
          fz={44}
          fw={600}
          lh="56px"
          m={0}
          className="numeral"
          data-figure={name}
          data-value={value}
        >
          {formatCount(value, i18n.language)}{' '}
          <Text span size="md" className="muted">
            {t('overview.unit')}
          </Text>
        </Text>
      )}
    </Paper>
  );
}
