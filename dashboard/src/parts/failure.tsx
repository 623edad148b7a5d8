import { Alert, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiFailure } from '../api/fetch-json.ts';

/** What went wrong, what it means for what is shown, and a way to try again. */
export function Failure(props: { error: Error; kept: boolean; retry: () => void }) {
  const { error, kept, retry } = props;
  const { t } = useTranslation();
  const what =
    error instanceof ApiFailure
      ? t('parts.failedAnswer', { message: error.message, code: error.code })
      : t('parts.failedNetwork');
  return (
    <Alert color={kept ? 'orange' : 'red'} variant="light" role="status" data-notice="failure">
      <Group justify="space-between" gap="sm">
        <div>
          <Text size="sm">{what}</Text>
          <Text size="sm">{t(kept ? 'parts.failedKept' : 'parts.failedRetry')}</Text>
        </div>
        <Button variant="default" onClick={retry}>
          {t('parts.tryAgain')}
        </Button>
      </Group>
    </Alert>
  );
}
