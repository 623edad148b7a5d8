import { Alert, Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '../../../protocol/http/access.ts';
import { failureWords } from '../api/failure-words.ts';
import { formatAgo } from '../i18n/format.ts';
import { Form, Password } from './form.tsx';
import { RoleSelect } from './role-select.tsx';
import { useChangeUser } from './use-change-user.ts';

/** One user, and what an admin can do with him. */
export function UserRow({ user, isMe, now }: { user: User; isMe: boolean; now: number }) {
  const { t, i18n } = useTranslation();
  const { name, role, disabledAt, hasPassword, seenAt } = user;
  const change = useChangeUser(user.id);
  const [open, setOpen] = useState<'disable' | 'password'>();
  const done = { onSuccess: () => setOpen(undefined) };
  const seen =
    seenAt === null
      ? t('access.neverSeen')
      : t('access.seen', { ago: formatAgo(Date.parse(seenAt), now, i18n.language) });
  return (
    <Paper component="li" withBorder p="md" data-user={name}>
      <Group justify="space-between" gap="sm">
        <div>
          <Group gap="xs">
            <Text fw={600}>{name}</Text>
            {isMe && (
              <Badge size="lg" color="gray" variant="light">
                {t('access.you')}
              </Badge>
            )}
            {disabledAt !== null && (
              <Badge size="lg" color="red" variant="light">
                {t('access.disabled')}
              </Badge>
            )}
            {!hasPassword && (
              <Badge size="lg" color="gray" variant="light">
                {t('access.linkOnly')}
              </Badge>
            )}
          </Group>
          <Text size="sm" className="muted">
            {seen}
          </Text>
        </div>
        <Group gap="xs" className="user-acts">
          <RoleSelect
            aria-label={`${t('access.role')}: ${name}`}
            value={role}
            disabled={change.isPending}
            onChange={(next) => change.mutate({ role: next })}
          />
          <Button variant="default" aria-expanded={open === 'password'} onClick={() => setOpen('password')}>
            {t('access.setPassword')}
          </Button>
          {disabledAt === null ? (
            <Button variant="default" aria-expanded={open === 'disable'} onClick={() => setOpen('disable')}>
              {t('access.disable')}
            </Button>
          ) : (
            <Button variant="default" onClick={() => change.mutate({ disabled: false })}>
              {t('access.enable')}
            </Button>
          )}
        </Group>
      </Group>
      {open === 'password' && (
        <NewPassword
          busy={change.isPending}
          onSave={(password) => change.mutate({ password }, done)}
          onCancel={() => setOpen(undefined)}
        />
      )}
      {open === 'disable' && (
        <Stack gap="xs" mt="md">
          <Text>{t('access.disableSure', { name })}</Text>
          <Group gap="xs">
            <Button
              color="red"
              loading={change.isPending}
              onClick={() => change.mutate({ disabled: true }, done)}
            >
              {t('access.disable')}
            </Button>
            <Button variant="default" onClick={() => setOpen(undefined)}>
              {t('access.cancel')}
            </Button>
          </Group>
        </Stack>
      )}
      <div role="alert">
        {change.error && (
          <Alert color="red" variant="light" mt="sm" data-notice="refused">
            {failureWords(t, change.error)}
          </Alert>
        )}
      </div>
    </Paper>
  );
}

function NewPassword(props: { busy: boolean; onSave: (password: string) => void; onCancel: () => void }) {
  const { busy, onSave, onCancel } = props;
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  return (
    <Stack gap="xs" mt="md" maw={420}>
      <Form submit={t('access.save')} onSubmit={() => onSave(password)} busy={busy} error={null}>
        <Password
          label={t('access.newPassword')}
          description={t('access.passwordHint')}
          autoComplete="new-password"
          autoFocus
          value={password}
          onChange={({ currentTarget: { value } }) => setPassword(value)}
        />
      </Form>
      <Button variant="default" onClick={onCancel}>
        {t('access.cancel')}
      </Button>
    </Stack>
  );
}
