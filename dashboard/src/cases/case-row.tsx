import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CaseWord, ClaimCase, DisputeCase } from '../../../protocol/http/cases.ts';
import { useMayOperate } from '../access/use-session.ts';
import { counted, formatCount } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { MachineLink } from '../parts/machine-link.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';
import { evidenceWords } from './case-words.ts';
import type { Case } from './use-cases.ts';

/** The two words that a person may say of each kind of case, the likelier first. */
const words = {
  'not-received': ['give', 'reject'],
  'already-collected': ['uphold', 'withdraw'],
} as const satisfies Record<Case['kind'], readonly CaseWord['word'][]>;

/** A case that waits: what is contested, what is known of it, and the two ways to end it. */
export function WaitingCase(props: { one: Case; city: City; decide: (word: CaseWord['word']) => void }) {
  const { one, city, decide } = props;
  const { t } = useTranslation();
  const mayOperate = useMayOperate();
  return (
    <li data-case={one.id} data-kind={one.kind}>
      <div>
        <Heading one={one} city={city} />
        {one.kind === 'not-received' ? (
          <ClaimFacts one={one} city={city} />
        ) : (
          <DisputeFacts one={one} city={city} />
        )}
      </div>
      {mayOperate && (
        <div className="case-acts">
          {words[one.kind].map((word) => (
            <Button
              key={word}
              variant="default"
              onClick={() => decide(word)}
              aria-label={`${t(`cases.${word}`)} ${one.machineName}`}
            >
              {t(`cases.${word}`)}
            </Button>
          ))}
        </div>
      )}
    </li>
  );
}

/** A case that was decided: how, by whom and why. */
export function DecidedCase({ one, city }: { one: Case; city: City }) {
  const { t, i18n } = useTranslation();
  const { verdict, given, decidedBy, decidedAt, reason } = one;
  return (
    <li data-case={one.id} data-verdict={verdict}>
      <div>
        <Heading one={one} city={city} />
        <Text size="sm">
          {t(`cases.verdict_${verdict}`, counted(given, i18n.language))}
          {one.kind === 'not-received' && decidedBy === 'policy' && ` · ${t(`cases.why_${one.why}`)}`}
          {reason !== null && ` · “${reason}”`}
        </Text>
        <Text size="sm" className="muted" component="div">
          {decidedBy === 'policy' ? t('cases.byPolicy') : t('machine.by', { actor: decidedBy })}
          {decidedAt !== null && (
            <>
              {' · '}
              <TimeAgo span inherit at={decidedAt} now={city.now} timeZone={city.timeZone} />
            </>
          )}
        </Text>
      </div>
    </li>
  );
}

function Heading({ one, city }: { one: Case; city: City }) {
  const { t } = useTranslation();
  return (
    <Text size="sm" fw={600} component="div">
      {t(one.kind === 'not-received' ? 'cases.claim' : 'cases.dispute')}
      {' · '}
      <MachineLink id={one.machine} name={one.machineName} inherit underline="always" />
      {' · '}
      <TimeAgo span inherit at={one.at} now={city.now} timeZone={city.timeZone} />
    </Text>
  );
}

function ClaimFacts({ one, city }: { one: ClaimCase; city: City }) {
  const { t, i18n } = useTranslation();
  const what = [
    ...(one.product === '' ? [] : [city.productName(one.product)]),
    ...(one.slot === null ? [] : [t('cases.slot', { n: one.slot + 1 })]),
    t('cases.masks', counted(one.masks, i18n.language)),
  ];
  return (
    <>
      <Text size="sm" className="numeral">
        {what.join(' · ')}
      </Text>
      <Text size="sm" data-why={one.why}>
        {t(`cases.why_${one.why}`)}
      </Text>
      <Text size="sm" className="muted numeral">
        {evidenceWords(one, t, i18n.language).join(' · ')}
      </Text>
    </>
  );
}

function DisputeFacts({ one, city }: { one: DisputeCase; city: City }) {
  const { t, i18n } = useTranslation();
  const n = (value: number) => formatCount(value, i18n.language);
  const { disputes, grants, vends, given, from, reasons } = one;
  return (
    <>
      <Text size="sm" className="numeral">
        {t('cases.burst', { disputes: n(disputes), grants: n(grants), vends: n(vends) })}
        {' · '}
        {t('cases.burstFrom')} <TimeAgo span inherit at={from} now={city.now} timeZone={city.timeZone} />
      </Text>
      <Text size="sm" className="muted numeral">
        {t('cases.given', counted(given, i18n.language))}
      </Text>
      <Text size="sm">{reasons.map((reason) => `“${reason}”`).join(' · ')}</Text>
    </>
  );
}
