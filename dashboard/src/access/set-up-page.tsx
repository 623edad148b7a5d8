import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { SetUp } from '../../../protocol/http/access.ts';
import { Form, Password, Sheet } from './form.tsx';
import { takeFragment } from './fragment.ts';
import { useSignIn } from './use-session.ts';

/** Makes the first user of a server, for who came by the link that it told at its start. */
export function SetUpPage() {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const [token] = useState(takeFragment);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const setUp = useSignIn<SetUp>('/api/setup');
  if (token === undefined) return <Sheet title={t('access.setUp')} hint={t('access.setUpNeedsLink')} />;
  const differ = again !== '' && again !== password;
  return (
    <Sheet title={t('access.setUp')} hint={t('access.setUpHint')}>
      <Form
        submit={t('access.createUser')}
        onSubmit={() =>
          setUp.mutate({ token, name, password }, { onSuccess: () => go('/', { replace: true }) })
        }
        busy={setUp.isPending}
        ready={password === again}
        error={setUp.error}
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
          description={t('access.passwordHint')}
          autoComplete="new-password"
          value={password}
          onChange={({ currentTarget: { value } }) => setPassword(value)}
        />
        <Password
          label={t('access.repeatPassword')}
          autoComplete="new-password"
          value={again}
          error={differ && t('access.notTheSame')}
          onChange={({ currentTarget: { value } }) => setAgain(value)}
        />
      </Form>
    </Sheet>
  );
}
