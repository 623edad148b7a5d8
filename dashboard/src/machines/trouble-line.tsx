import { Text } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { formatAgo, formatCount, formatInstant } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { faultKey } from '../machine/words.ts';
import { type Trouble, troublesOf } from './troubles.ts';

type Time = Pick<City, 'now' | 'timeZone'>;

/** What is the matter with a machine, below its status; nothing where nothing is. */
export function TroubleLine({ machine, city }: { machine: MachineView; city: Time }) {
  const troubles = troublesOf(machine);
  if (troubles.length === 0) return undefined;
  return (
    <Text size="sm" component="div" className="numeral" data-troubles>
      <TroubleWords troubles={troubles} city={city} />
    </Text>
  );
}

/** The same as words within a line. */
export function TroubleWords({ troubles, city }: { troubles: readonly Trouble[]; city: Time }) {
  return troubles.map((trouble, at) => (
    <Fragment key={JSON.stringify(trouble)}>
      {at > 0 && ' · '}
      <Words trouble={trouble} city={city} />
    </Fragment>
  ));
}

function Words({ trouble, city }: { trouble: Trouble; city: Time }) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const faultName = (fault: number) =>
    t(faultKey(String(fault)), { defaultValue: t('events.faultOther', { n: fault }) });
  switch (trouble.kind) {
    case 'line':
      return t('machines.trouble_line');
    case 'door': {
      const { since } = trouble;
      if (since === null) return t('machines.trouble_door');
      const ago = formatAgo(Date.parse(since), city.now, language);
      return (
        <time dateTime={since} title={formatInstant(since, language, city.timeZone)}>
          {t('machines.trouble_doorSince', { ago })}
        </time>
      );
    }
    case 'fault':
      return faultName(trouble.fault);
    case 'slotFault':
      return t('machines.trouble_slot', {
        slot: t('machine.slot', { n: trouble.slot + 1 }),
        fault: faultName(trouble.fault),
      });
    case 'slotsFaulty':
    case 'slotsEmpty': {
      const { kind, n, of } = trouble;
      return t(`machines.${kind}`, { n: formatCount(n, language), of: formatCount(of, language) });
    }
  }
}
