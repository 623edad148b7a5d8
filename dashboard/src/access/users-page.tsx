import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Users } from '../../../protocol/http/access.ts';
import { fetchJson } from '../api/fetch-json.ts';
import { useNow } from '../live/use-now.ts';
import { Failure } from '../parts/failure.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { AddUser } from './add-user.tsx';
import { useSession } from './use-session.ts';
import { UserRow } from './user-row.tsx';

/** Everybody who may sign in: admins add them, give them roles, and take the right away again. */
export function UsersPage() {
  const { t } = useTranslation();
  const me = useSession().data?.user;
  const now = useNow();
  const users = useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => fetchJson<Users>('/api/users', { signal }),
    enabled: me?.role === 'admin',
  });
  if (me?.role !== 'admin') return <Text>{t('access.usersOnlyAdmin')}</Text>;
  return (
    <Stack gap="lg" maw={960} mx="auto">
      <PageTitle name={t('access.users')} />
      {users.error && (
        <Failure error={users.error} kept={users.data !== undefined} retry={() => void users.refetch()} />
      )}
      {users.isPending && <Skeleton h={72} />}
      <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
        {users.data?.users.map((user) => (
          <UserRow key={user.id} user={user} isMe={user.name === me.name} now={now} />
        ))}
      </Stack>
      <AddUser />
    </Stack>
  );
}
