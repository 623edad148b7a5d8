import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Case } from '../cases/use-cases.ts';
import { counted } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { TimeAgo } from '../parts/time-ago.tsx';

/** What people contest and nobody has decided on, as one row of what needs a hand. `contested`: the oldest first, at least one. */
export function HandCases(props: { contested: readonly Case[]; city: City; mayAct: boolean }) {
  const { contested, city, mayAct } = props;
  const { t, i18n } = useTranslation();
  const [oldest] = contested;
  return (
    <li data-hand-cases={contested.length}>
      <div>
        <Text fw={600} component="div">
          {t('cases.page')}
        </Text>
        <Text size="sm" component="div" className="hands-why numeral">
          <span>{t('cases.hand', counted(contested.length, i18n.language))}</span>
          {oldest && (
            <span className="muted">
              {t('doubt.handOldest')}{' '}
              <TimeAgo span inherit at={oldest.at} now={city.now} timeZone={city.timeZone} />
            </span>
          )}
        </Text>
      </div>
      {mayAct && (
        <div className="hands-acts">
          <Button
            {...{ component: Link, href: '/cases' }}
            variant="light"
            size="compact-md"
            data-act="cases"
            aria-label={t('cases.handLook')}
          >
            {t('doubt.look')}
          </Button>
        </div>
      )}
    </li>
  );
}
