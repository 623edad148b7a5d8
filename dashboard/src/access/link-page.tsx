import { Alert, Anchor, Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { Session } from '../../../protocol/http/access.ts';
import { failureWords } from '../api/failure-words.ts';
import { fetchJson } from '../api/fetch-json.ts';
import { Sheet } from './form.tsx';
import { lookAgain } from './use-session.ts';

/** Signs in by a one-time link, and goes on to the first page. */
export function LinkPage({ token }: { token: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [, go] = useLocation();
  // Asked as a question, not as an order, so that it is asked once however often the page is drawn.
  const link = useQuery({
    queryKey: ['link', token],
    queryFn: () => fetchJson<Session>('/api/session/link', { body: { token } }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  useEffect(() => {
    if (!link.isSuccess) return;
    lookAgain(client);
    go('/', { replace: true });
  }, [link.isSuccess, client, go]);
  if (link.error === null)
    return (
      <Sheet title={t('access.byLink')}>
        <Loader aria-label={t('access.byLink')} />
      </Sheet>
    );
  return (
    <Sheet title={t('access.byLinkFailed')}>
      <Alert color="red" variant="light" role="alert" data-notice="refused">
        {failureWords(t, link.error)}
      </Alert>
      <Anchor component={Link} href="/">
        {t('access.toSignIn')}
      </Anchor>
    </Sheet>
  );
}
