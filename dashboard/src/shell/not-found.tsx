import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

/** What stands at an address that is none. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('shell.notFound')}
      </Title>
      <Text>{t('shell.notFoundHint')}</Text>
      <Anchor component={Link} href="/">
        {t('shell.overview')}
      </Anchor>
    </Stack>
  );
}
