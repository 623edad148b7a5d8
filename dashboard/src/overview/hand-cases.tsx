import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { CasesWaiting } from '../../../protocol/http/cases.ts';
import { counted } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { TimeAgo } from '../parts/time-ago.tsx';

/** What people contest and nobody has decided on, as one row of what needs a hand. */
export function HandCases(props: { contested: CasesWaiting; city: City; mayAct: boolean }) {
  const { contested, city, mayAct } = props;
  const { t, i18n } = useTranslation();
  return (
    <li data-hand-cases={contested.count}>
      <div>
        <Text fw={600} component="div">
          {t('cases.page')}
        </Text>
        <Text size="sm" component="div" className="hands-why numeral">
          <span>{t('cases.hand', counted(contested.count, i18n.language))}</span>
          {contested.oldest && (
            <span className="muted">
              {t('doubt.handOldest')}{' '}
              <TimeAgo span inherit at={contested.oldest} now={city.now} timeZone={city.timeZone} />
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
