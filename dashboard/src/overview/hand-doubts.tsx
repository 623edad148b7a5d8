import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { MachineDoubts } from '../doubt/waiting.ts';
import { counted } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { MachineLink } from '../parts/machine-link.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';

/** Vends of one machine that nothing but a person ends, as a row of what needs a hand. */
export function HandDoubts(props: { doubts: MachineDoubts; city: City; mayAct: boolean }) {
  const { doubts, city, mayAct } = props;
  const { t, i18n } = useTranslation();
  const { machine, machineName, count, masks, oldest } = doubts;
  return (
    <li data-hand-doubts={machine}>
      <div>
        <MachineLink id={machine} name={machineName} fw={600} />
        <Text size="sm" component="div" className="hands-why numeral">
          <span className="status-mark">
            <DoubtShape />
            {t('doubt.hand', counted(count, i18n.language))}
          </span>
          <span className="muted">
            {t('doubt.handMasks', counted(masks, i18n.language))} · {t('doubt.handOldest')}{' '}
            <TimeAgo span inherit at={oldest} now={city.now} timeZone={city.timeZone} />
          </span>
        </Text>
      </div>
      {mayAct && (
        <div className="hands-acts">
          <Button
            {...{ component: Link, href: `/machines/${machine}#doubts` }}
            variant="light"
            size="compact-md"
            data-act="doubts"
            aria-label={t('doubt.lookAt', { name: machineName })}
          >
            {t('doubt.look')}
          </Button>
        </div>
      )}
    </li>
  );
}

/** A question mark: no status of a machine has it. */
function DoubtShape() {
  return (
    <svg width={14} height={14} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d="M4.5 5a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1-1.5 2.3M8 13.6v.2"
        {...{ fill: 'none', stroke: 'var(--status-low)', strokeWidth: 2.2, strokeLinecap: 'round' }}
      />
    </svg>
  );
}
