import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { failureWords } from '../api/failure-words.ts';
import { ApiFailure } from '../api/fetch-json.ts';
import { Failure } from '../parts/failure.tsx';

/** Refusals that mean something to whoever decided. */
const known = ['NOT_IN_DOUBT', 'NOT_QUARANTINED', 'TOO_MANY_WAITING'];

/** Why an operator's word was not taken. */
export function Refused({ error, retry }: { error: Error | null; retry: () => void }) {
  const { t } = useTranslation();
  if (error === null) return undefined;
  if (!(error instanceof ApiFailure) || !known.includes(error.code))
    return <Failure error={error} isAct retry={retry} />;
  return (
    <Text size="sm" role="alert" data-notice={error.code}>
      {failureWords(t, error)}
    </Text>
  );
}
