import { Anchor, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { pages } from './pages.tsx';

/** The way to each page that has a name. */
export function Menu() {
  const { t } = useTranslation();
  const [here] = useLocation();
  return (
    <Group component="nav" gap="lg" mb="lg" aria-label={t('shell.menu')} className="no-print">
      {pages.map(({ path, label }) => {
        if (label === undefined) return undefined;
        const current = path === '/' ? here === '/' : here.startsWith(path);
        return (
          <Anchor
            key={path}
            component={Link}
            href={path}
            className="menu-link"
            aria-current={current ? 'page' : undefined}
          >
            {t(label)}
          </Anchor>
        );
      })}
    </Group>
  );
}
