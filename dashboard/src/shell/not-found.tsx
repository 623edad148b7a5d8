import { Anchor, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { PageTitle } from '../parts/page-title.tsx';

/** What stands at an address that is none. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <PageTitle name={t('shell.notFound')} />
      <Text>{t('shell.notFoundHint')}</Text>
      <Anchor component={Link} href="/">
        {t('shell.overview')}
      </Anchor>
    </Stack>
  );
}
