import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Session } from '../../../protocol/http/access.ts';
import { useSignOut } from './use-session.ts';

/** Who is signed in, and what he can do about it. */
export function WhoMenu({ user }: { user: NonNullable<Session['user']> }) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          // A long name would take a line of its own on a phone; whole it stands in the menu.
          maw={{ base: 96, sm: 160 }}
          // Three pages are reached by it alone: that it opens is to be seen.
          rightSection={<span aria-hidden="true">▾</span>}
          aria-label={t('access.signedInAs', { name: user.name })}
          data-who={user.name}
        >
          {user.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {t('access.signedInAs', { name: user.name })} · {t(`access.role_${user.role}`)}
        </Menu.Label>
        <Menu.Item component={Link} href="/cases">
          {t('cases.page')}
        </Menu.Item>
        <Menu.Item component={Link} href="/vouchers">
          {t('vouchers.page')}
        </Menu.Item>
        <Menu.Item component={Link} href="/policy">
          {t('policy.page')}
        </Menu.Item>
        {user.role === 'admin' && (
          <>
            <Menu.Item component={Link} href="/users">
              {t('access.users')}
            </Menu.Item>
            <Menu.Item component={Link} href="/audit">
              {t('audit.page')}
            </Menu.Item>
          </>
        )}
        <Menu.Item component={Link} href="/password">
          {t('access.changePassword')}
        </Menu.Item>
        <Menu.Item onClick={() => signOut.mutate()}>{t('access.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
