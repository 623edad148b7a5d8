import './shell.css';
import { NativeSelect } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearchParams } from 'wouter';
import { isLanguage, languageNames } from '../i18n/languages.ts';
import { Keys } from './keys.tsx';
import { pages } from './pages.tsx';
import { useRouteFocus } from './use-route-focus.ts';

/** What stands around each page: the name, the ways to the pages, the choice of language. A wall shows none of it. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const main = useRef<HTMLElement>(null);
  useRouteFocus(main);
  return (
    <div className="shell" data-wall={search.has('wall')}>
      <a className="shell-skip" href="#main">
        {t('shell.skip')}
      </a>
      {!search.has('wall') && <Header />}
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <Keys />
    </div>
  );
}

function Header() {
  const { t, i18n } = useTranslation();
  const [location] = useLocation();
  return (
    <header className="shell-header no-print">
      <Link href="/" className="shell-name">
        {t('shell.title')}
      </Link>
      <nav aria-label={t('shell.pages')}>
        {pages.map(
          ({ path, label }) =>
            label && (
              <Link key={path} href={path} aria-current={isHere(path, location) ? 'page' : undefined}>
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
    </header>
  );
}

/** A page stands for those below it too; the first page for itself alone. */
function isHere(path: string, location: string): boolean {
  return path === '/' ? location === '/' : location.startsWith(path);
}
