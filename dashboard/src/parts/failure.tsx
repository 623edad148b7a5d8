import { Alert, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { failureWords } from '../api/failure-words.ts';

/**
 * What went wrong, what it means, and a way to try again. `kept`: what is shown is from before. `isAct`: it was no
 * question but an order of a person, which nobody repeats by itself.
 */
export function Failure(props: { error: Error; kept?: boolean; isAct?: true; retry: () => void }) {
  const { error, kept = false, isAct, retry } = props;
  const { t } = useTranslation();
  return (
    <Alert color={kept ? 'orange' : 'red'} variant="light" role="status" data-notice="failure">
      <Group justify="space-between" gap="sm">
        <div>
          <Text size="sm">{failureWords(t, error)}</Text>
          <Text size="sm">
            {t(isAct ? 'parts.failedAct' : kept ? 'parts.failedKept' : 'parts.failedRetry')}
          </Text>
        </div>
        <Button variant="default" onClick={retry}>
          {t('parts.tryAgain')}
        </Button>
      </Group>
    </Alert>
  );
}
