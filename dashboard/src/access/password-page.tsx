import { Alert } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChangePassword } from '../../../protocol/http/access.ts';
import { Form, Password, Sheet } from './form.tsx';
import { useSession, useSignIn } from './use-session.ts';

/** Changes one's own password. */
export function PasswordPage() {
  const { t } = useTranslation();
  const user = useSession().data?.user;
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const change = useSignIn<ChangePassword>('/api/session/password');
  const differ = again !== '' && again !== next;
  const forget = () => {
    for (const set of [setCurrent, setNext, setAgain]) set('');
  };
  return (
    <Sheet title={t('access.changePassword')}>
      <div role="status">
        {change.isSuccess && (
          <Alert color="green" variant="light" data-notice="done">
            {t('access.passwordChanged')}
          </Alert>
        )}
      </div>
      <Form
        submit={t('access.changePassword')}
        onSubmit={() => change.mutate({ current, next }, { onSuccess: forget })}
        busy={change.isPending}
        ready={next === again && next !== ''}
        error={change.error}
      >
        <input type="hidden" autoComplete="username" value={user?.name ?? ''} readOnly />
        <Password
          label={t('access.currentPassword')}
          autoComplete="current-password"
          value={current}
          onChange={({ currentTarget: { value } }) => setCurrent(value)}
        />
        <Password
          label={t('access.newPassword')}
          description={t('access.passwordHint')}
          autoComplete="new-password"
          value={next}
          onChange={({ currentTarget: { value } }) => setNext(value)}
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
