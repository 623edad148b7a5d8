import { Anchor, Skeleton, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { useMayOperate } from '../access/use-session.ts';
import { newId } from '../api/new-id.ts';
import { AssignedTo } from '../assign/assigned-to.tsx';
import { useCasesWaiting } from '../cases/use-cases.ts';
import { useDoubts } from '../doubt/use-doubts.ts';
import { waitingByMachine } from '../doubt/waiting.ts';
import { formatCount } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { draftCommand } from '../machine/command-order.ts';
import { TroubleWords } from '../machines/trouble-line.tsx';
import { troublesOf } from '../machines/troubles.ts';
import { EmptyAt } from '../parts/empty-at.tsx';
import { MachineLink } from '../parts/machine-link.tsx';
import { faultsOf } from '../parts/slot-faults.ts';
import { StatusMark } from '../parts/status-mark.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';
import { type Ask, HandActs } from './hand-acts.tsx';
import { HandCases } from './hand-cases.tsx';
import { HandDialogs, type HandQuestion } from './hand-dialogs.tsx';
import { HandDoubts } from './hand-doubts.tsx';

/** More than fit are counted, and stand in the list of machines. */
const shownAtMost = 30;

/**
 * What needs a person, most urgent first, each with the one act that helps: machines, then vends whose end only a person
 * can say, then what people contest. Who may not act, and a wall, see no acts.
 */
export function Hands(props: { machines: readonly MachineView[] | undefined; city: City; isWall: boolean }) {
  const { machines, city, isWall } = props;
  const { t, i18n } = useTranslation();
  const mayAct = useMayOperate() && !isWall;
  const [question, setQuestion] = useState<HandQuestion>();
  const askOf =
    (machine: MachineView): Ask =>
    (act, from) =>
      setQuestion({
        from,
        machine: machine.id,
        draft: act === 'assign' ? undefined : draftCommand(newId(), act, machine),
        open: true,
      });
  const urgent = machines?.filter(needsHand);
  const waiting = waitingByMachine(useDoubts().data?.doubts ?? []).filter(({ machine }) =>
    machines?.some(({ id }) => id === machine),
  );
  const contested = useCasesWaiting().data;
  const all = (urgent?.length ?? 0) + waiting.length + (contested?.count ?? 0);
  return (
    <section className="panel hands" aria-labelledby="hands-title">
      <Title order={2} size="h4" id="hands-title">
        {t('overview.hands')}
        {all > 0 && <span className="muted"> · {formatCount(all, i18n.language)}</span>}
      </Title>
      <div className="panel-body">
        {urgent === undefined && [0, 1, 2].map((at) => <Skeleton key={at} h={44} mb={8} />)}
        {urgent && all === 0 && (
          <Text className="muted">{t(machines?.length === 0 ? 'machines.none' : 'overview.handsNone')}</Text>
        )}
        <ul className="rows">
          {urgent?.slice(0, shownAtMost).map((machine) => (
            <li key={machine.id} data-hand={machine.id}>
              <div>
                <MachineLink id={machine.id} name={machine.name} fw={600} />
                <Text size="sm" component="div" className="hands-why">
                  <StatusMark status={machine.status} />
                  <span className="muted">
                    <Why machine={machine} now={city.now} timeZone={city.timeZone} />
                  </span>
                </Text>
                <AssignedTo machine={machine} city={city} />
              </div>
              {mayAct && <HandActs machine={machine} ask={askOf(machine)} />}
            </li>
          ))}
          {waiting.slice(0, shownAtMost).map((doubts) => (
            <HandDoubts key={doubts.machine} {...{ doubts, city, mayAct }} />
          ))}
          {contested && contested.count > 0 && <HandCases {...{ contested, city, mayAct }} />}
        </ul>
        {urgent && urgent.length > shownAtMost && (
          <Anchor component={Link} href="/machines" size="sm">
            {t('overview.handsMore', { n: urgent.length - shownAtMost })}
          </Anchor>
        )}
      </div>
      <HandDialogs question={question} machines={machines ?? []} city={city} change={setQuestion} />
    </section>
  );
}

/** A machine that serves needs a hand too where a slot of it is faulted: nobody gets what is behind it. */
function needsHand({ status, quarantined, slots }: MachineView): boolean {
  return status !== 'ok' || quarantined || slots.some((slot) => faultsOf(slot).length > 0);
}

/** What more there is to know: since when it is away, what is the matter, or when it will be empty. */
function Why({ machine, now, timeZone }: { machine: MachineView; now: number; timeZone: string }) {
  const { t } = useTranslation();
  const { status, seenAt, emptyAt, quarantined } = machine;
  if (quarantined) return t('doubt.quarantineShort');
  if (status === 'offline' && seenAt !== null)
    return <TimeAgo span at={seenAt} now={now} timeZone={timeZone} />;
  const troubles = troublesOf(machine);
  if (troubles.length > 0) return <TroubleWords troubles={troubles} city={{ now, timeZone }} />;
  if (status === 'low') return <EmptyAt at={emptyAt} empty={false} now={now} timeZone={timeZone} />;
  return machine.district;
}
