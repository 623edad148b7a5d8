import { Anchor, Button, Skeleton, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { useMayOperate } from '../access/use-session.ts';
import { troubleWords } from '../machines/slot-troubles.tsx';
import { EmptyAt } from '../parts/empty-at.tsx';
import { MachineLink } from '../parts/machine-link.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';

/** More than fit are counted, and stand in the list of machines. */
const shownAtMost = 30;

/** What needs a person, most urgent first, each with the one act that helps. */
export function Hands(props: {
  machines: readonly MachineView[] | undefined;
  now: number;
  timeZone: string;
}) {
  const { machines, now, timeZone } = props;
  const { t } = useTranslation();
  const urgent = machines?.filter(({ status }) => status !== 'ok');
  return (
    <section className="panel hands" aria-labelledby="hands-title">
      <Title order={2} size="h4" id="hands-title">
        {t('overview.hands')}
        {urgent && urgent.length > 0 && <span className="muted"> · {urgent.length}</span>}
      </Title>
      <div className="panel-body">
        {urgent === undefined && [0, 1, 2].map((at) => <Skeleton key={at} h={44} mb={8} />)}
        {urgent?.length === 0 && (
          <Text className="muted">{t(machines?.length === 0 ? 'machines.none' : 'overview.handsNone')}</Text>
        )}
        <ul className="rows">
          {urgent?.slice(0, shownAtMost).map((machine) => (
            <li key={machine.id}>
              <div>
                <MachineLink id={machine.id} name={machine.name} fw={600} />
                <Text size="sm" component="div" className="hands-why">
                  <StatusMark status={machine.status} />
                  <span className="muted">
                    <Why machine={machine} now={now} timeZone={timeZone} />
                  </span>
                </Text>
              </div>
              <Act machine={machine} />
            </li>
          ))}
        </ul>
        {urgent && urgent.length > shownAtMost && (
          <Anchor component={Link} href="/machines" size="sm">
            {t('overview.handsMore', { n: urgent.length - shownAtMost })}
          </Anchor>
        )}
      </div>
    </section>
  );
}

/** What more there is to know: since when it is away, what is the matter, or when it will be empty. */
function Why({ machine, now, timeZone }: { machine: MachineView; now: number; timeZone: string }) {
  const { t, i18n } = useTranslation();
  const { status, seenAt, emptyAt, doorOpen, line } = machine;
  if (status === 'offline' && seenAt !== null)
    return <TimeAgo span at={seenAt} now={now} timeZone={timeZone} />;
  if (status === 'fault' && line === false) return t('overview.lineDown');
  if (status === 'fault' && doorOpen) return t('overview.doorOpen');
  const troubles = troubleWords(machine, t, i18n.language);
  if (troubles !== undefined) return troubles;
  if (status === 'low') return <EmptyAt at={emptyAt} empty={false} now={now} timeZone={timeZone} />;
  return machine.district;
}

function Act({ machine }: { machine: MachineView }) {
  const { t } = useTranslation();
  const mayOperate = useMayOperate();
  const needsStock = mayOperate && (machine.status === 'empty' || machine.status === 'low');
  return (
    <Button
      component={Link}
      href={needsStock ? `/machines/${machine.id}/visit` : `/machines/${machine.id}`}
      variant="light"
      size="compact-md"
      className="hands-act"
      aria-label={`${t(needsStock ? 'overview.visit' : 'overview.open')}: ${machine.name}`}
    >
      {t(needsStock ? 'overview.visit' : 'overview.open')}
    </Button>
  );
}
