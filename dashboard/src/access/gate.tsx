import { Skeleton } from '@mantine/core';
import { lazy, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Failure } from '../parts/failure.tsx';
import { takeFragment } from './fragment.ts';
import { useSession } from './use-session.ts';

const SignInPage = lazy(async () => ({ default: (await import('./sign-in-page.tsx')).SignInPage }));
const SetUpPage = lazy(async () => ({ default: (await import('./set-up-page.tsx')).SetUpPage }));
const LinkPage = lazy(async () => ({ default: (await import('./link-page.tsx')).LinkPage }));

/**
 * Lets through who is signed in; everybody else gets the way to that, at the address that he asked for. It is no
 * wall: the server gives nothing to who may not have it. `offline`: the page is of use before the server has answered.
 */
export function Gate({ children, offline }: { children: ReactNode; offline: boolean }) {
  const { t } = useTranslation();
  const [path, go] = useLocation();
  const { data: session, error, refetch } = useSession();
  const isDoor = path === '/sign-in' || path === '/setup';
  const [token] = useState(() => (path === '/sign-in' ? takeFragment() : undefined));
  const byLink = path === '/sign-in' && token !== undefined;
  const passes = session?.user != null && !byLink;

  useEffect(() => {
    if (passes && isDoor) go('/', { replace: true });
  }, [passes, isDoor, go]);

  if (byLink) return <LinkPage token={token} />;
  if (session === undefined && offline) return children;
  if (session === undefined)
    return error ? (
      <Failure error={error} kept={false} retry={() => void refetch()} />
    ) : (
      <Skeleton h={240} role="status" aria-label={t('access.byLink')} />
    );
  if (session.needsSetup) return <SetUpPage />;
  return passes ? children : <SignInPage />;
}
