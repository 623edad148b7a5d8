import './shell.css';
import { NativeSelect } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { Session } from '../../../protocol/http/access.ts';
import { useSession } from '../access/use-session.ts';
import { WhoMenu } from '../access/who-menu.tsx';
import { isLanguage, languageNames } from '../i18n/languages.ts';
import { Keys } from './keys.tsx';
import { pages } from './pages.tsx';

/** What stands around each page: the name, the ways to the pages, the choice of language. A wall shows none of it. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const main = useRef<HTMLElement>(null);
  const [location] = useLocation();
  const session = useSession().data;
  const shown = useRef(location);

  useEffect(() => {
    // A screen reader goes on from the new page, not from the link that led to it.
    // An address of a part of a page goes there by itself.
    if (shown.current !== location && window.location.hash === '') main.current?.focus();
    shown.current = location;
  }, [location]);

  return (
    <div
      className="shell"
      data-wall={search.has('wall')}
      data-insecure={session?.insecure === true}
      data-simulated={session?.simulated === true}
    >
      <a className="shell-skip" href="#main">
        {t('shell.skip')}
      </a>
      {session?.insecure && (
        <aside className="shell-insecure" aria-label={t('access.warning')} data-notice="insecure">
          {t('access.insecure')}
        </aside>
      )}
      {session?.simulated && (
        <aside className="shell-simulated" aria-label={t('shell.simulatedLabel')} data-notice="simulated">
          {t('shell.simulated')}
        </aside>
      )}
      {!search.has('wall') && <Header user={session?.user ?? null} />}
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <Keys />
    </div>
  );
}

function Header({ user }: { user: Session['user'] }) {
  const { t, i18n } = useTranslation();
  const [location] = useLocation();
  return (
    <header className="shell-header">
      <Link href="/" className="shell-name">
        {t('shell.title')}
      </Link>
      <nav aria-label={t('shell.pages')}>
        {pages.map(
          ({ path, label }) =>
            label &&
            user && (
              <Link key={path} href={path} aria-current={isIn(location, path) ? 'page' : undefined}>
                {t(label)}
              </Link>
            ),
        )}
      </nav>
      <NativeSelect
        aria-label={t('shell.language')}
        size="xs"
        value={i18n.language}
        data={Object.entries(languageNames).map(([value, label]) => ({ value, label }))}
        onChange={({ currentTarget: { value } }) => isLanguage(value) && i18n.changeLanguage(value)}
      />
      {user && <WhoMenu user={user} />}
    </header>
  );
}

/** Whether an address is a page's own, stands below it, or is of a page that belongs to it. */
function isIn(location: string, path: string): boolean {
  const parent = pages.find((page) => page.path === location)?.parent;
  return location === path || parent === path || (path !== '/' && location.startsWith(`${path}/`));
}
