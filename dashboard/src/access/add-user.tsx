import { Alert, Paper, Stack, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewUser, Role, User } from '../../../protocol/http/access.ts';
import { fetchJson } from '../api/fetch-json.ts';
import { Form, Password } from './form.tsx';
import { RoleSelect } from './role-select.tsx';

/** The form that adds a user. */
export function AddUser() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const [password, setPassword] = useState('');
  const add = useMutation({
    mutationFn: (body: NewUser) => fetchJson<User>('/api/users', { body }),
    onSuccess: () => {
      setName('');
      setPassword('');
      return client.invalidateQueries({ queryKey: ['users'] });
    },
  });
  return (
    <Paper component="section" aria-labelledby="add-user" withBorder p="md">
      <Stack gap="md" maw={420}>
        <Title order={2} size="h4" id="add-user">
          {t('access.addUser')}
        </Title>
        <div role="status">
          {add.data && (
            <Alert color="green" variant="light" data-notice="done">
              {t('access.userAdded', { name: add.data.name })}
            </Alert>
          )}
        </div>
        <Form
          submit={t('access.addUser')}
          onSubmit={() => add.mutate({ name, role, password })}
          busy={add.isPending}
          ready={name !== '' && password !== ''}
          error={add.error}
        >
          <TextInput
            label={t('access.name')}
            size="md"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={name}
            onChange={({ currentTarget: { value } }) => setName(value)}
          />
          <RoleSelect
            label={t('access.role')}
            description={t('access.roleHint')}
            size="md"
            value={role}
            onChange={setRole}
          />
          <Password
            label={t('access.password')}
            description={t('access.passwordHint')}
            autoComplete="new-password"
            value={password}
            onChange={({ currentTarget: { value } }) => setPassword(value)}
          />
        </Form>
      </Stack>
    </Paper>
  );
}
