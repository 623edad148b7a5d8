import { Button, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignIn } from '../../../protocol/http/access.ts';
import { ApiFailure } from '../api/fetch-json.ts';
import { useNow } from '../live/use-now.ts';
import { Form, Password, Sheet } from './form.tsx';
import { useSignIn } from './use-session.ts';

/** Stands in place of any page for who is not signed in; the address stays, so that he is where he wanted to be. */
export function SignInPage() {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useSignIn<SignIn>('/api/session');
  const [refusedAt, setRefusedAt] = useState(0);
  const rest = useRest(signIn.error, refusedAt);
  const submit = () => signIn.mutate({ name, password }, { onError: () => setRefusedAt(Date.now()) });
  return (
    <Sheet title={t('access.signIn')} hint={t('access.signInHint')}>
      <Form
        submit={t('access.signIn')}
        onSubmit={submit}
        busy={signIn.isPending}
        ready={rest === 0}
        error={withRest(signIn.error, rest)}
      >
        <TextInput
          label={t('access.name')}
          size="md"
          autoComplete="username"
          autoCapitalize="none"
          autoFocus
          spellCheck={false}
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        <Password
          label={t('access.password')}
          autoComplete="current-password"
          value={password}
          onChange={({ currentTarget: { value } }) => setPassword(value)}
        />
      </Form>
      <Text size="sm" className="muted">
        {t('access.noPasswordYet')}
      </Text>
      {/* The server's own page: no part of this document. */}
      <Button component="a" href={`/nearby?lang=${i18n.language}`} variant="subtle">
        {t('access.toNearby')}
      </Button>
    </Sheet>
  );
}

/** Seconds that are left of a wait which the server asked for. */
function useRest(error: Error | null, fromMs: number): number {
  const now = useNow();
  const seconds = error instanceof ApiFailure ? (error.retryAfterS ?? 0) : 0;
  return Math.max(0, Math.ceil(fromMs / 1000 + seconds - Math.max(now, fromMs) / 1000));
}

/** A wait is told by what is left of it, and no longer when it is over. */
function withRest(error: Error | null, rest: number): Error | null {
  if (!(error instanceof ApiFailure) || error.retryAfterS === undefined) return error;
  return rest === 0 ? null : new ApiFailure(error.status, error, rest);
}
