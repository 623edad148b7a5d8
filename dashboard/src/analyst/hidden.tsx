import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AnalyticsAnswer } from '../../../protocol/http/analytics.ts';
import { counted, formatCount } from '../i18n/format.ts';

/** How many numbers of an answer are not told. */
function hiddenIn({ rows, keys, total }: AnalyticsAnswer): number {
  const isSplit = keys.some(({ key }) => key !== '');
  const told = [...rows, ...(isSplit ? keys : []), ...(total === null ? [] : [total])];
  return told.filter(({ value }) => value === null).length;
}

/** Says why numbers are missing, and what can be done about it, where any are. */
export function HiddenNotice({ answer }: { answer: AnalyticsAnswer }) {
  const { t, i18n } = useTranslation();
  const count = hiddenIn(answer);
  if (count === 0) return null;
  const cards = formatCount(answer.minCards, i18n.language);
  return (
    <Text size="sm" role="status" data-notice="hidden">
      {t('analyst.hiddenWhy', { ...counted(count, i18n.language), cards })}
    </Text>
  );
}
