import './visit.css';
import { Alert, Anchor, Skeleton, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'wouter';
import { ApiFailure } from '../api/fetch-json.ts';
import { newId } from '../api/new-id.ts';
import { Failure } from '../parts/failure.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { BeginScreen } from './begin-screen.tsx';
import { CheckScreen } from './check-screen.tsx';
import { DoneScreen } from './done-screen.tsx';
import { checkStep, goTo, startDraft } from './draft.ts';
import { SlotScreen } from './slot-screen.tsx';
import { useDraft } from './use-draft.ts';
import { usePlan } from './use-plan.ts';
import { useOnline, useOutboxItems, useVisits } from './visits-context.tsx';

/** A restock visit on a phone: begin, slot by slot, the differences, done. Each step is one screen. */
export function VisitPage() {
  const { id = '' } = useParams<{ id: string }>();
  return <Visit key={id} machine={id} />;
}

function Visit({ machine }: { machine: string }) {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const { outbox } = useVisits();
  const items = useOutboxItems();
  const { draft, kept, change, drop } = useDraft(machine);
  const { plan, old, error, refetch } = usePlan(machine);
  const saved = items.find(({ visit }) => visit.id === params.get('saved'));
  const name = draft?.name ?? plan?.name ?? saved?.name ?? machine;
  useTopOfStep(draft?.step);

  const body = () => {
    if (saved !== undefined && draft === undefined)
      return <DoneScreen item={saved} again={() => setParams({}, { replace: true })} />;
    if (draft === undefined) {
      if (plan === undefined) return undefined;
      return (
        <BeginScreen plan={plan} old={old} begin={() => change(startDraft(plan, newId()))} drop={drop} />
      );
    }
    const go = (step: number) => change(goTo(draft, step));
    if (draft.step === 0)
      return <BeginScreen plan={draft} old={false} resume begin={() => go(1)} drop={drop} />;
    const slot = draft.slots[draft.step - 1];
    if (slot !== undefined && draft.step < checkStep(draft))
      return <SlotScreen key={slot.slot} draft={draft} slot={slot} change={change} go={go} />;
    return (
      <CheckScreen
        draft={draft}
        change={change}
        go={go}
        save={(visit) => {
          if (!outbox.save(visit, draft.name)) return false;
          setParams({ saved: visit.id }, { replace: true });
          drop();
          return true;
        }}
      />
    );
  };

  const gone = error instanceof ApiFailure && error.status === 404;
  return (
    <Stack gap="md" className="visit">
      <div>
        <Anchor component={Link} href={`/machines/${machine}`} className="touch-link">
          ← {name}
        </Anchor>
        <PageTitle name={t('visit.title', { name })}>{t('visit.heading')}</PageTitle>
      </div>
      <NetworkNotice />
      {!kept && (
        <Alert color="red" role="status" data-notice="not-kept">
          {t('visit.notKept')}
        </Alert>
      )}
      {body()}
      {draft === undefined && saved === undefined && plan === undefined && (
        <>
          {gone && <Text>{t('machine.unknown', { id: machine })}</Text>}
          {error && !gone && <Failure error={error} kept={false} retry={() => void refetch()} />}
          {!error && <Skeleton h={420} role="status" aria-label={t('visit.loading')} />}
        </>
      )}
    </Stack>
  );
}

/** Without a network counting goes on; one must know that it does. Its place is always there, so that nothing jumps. */
function NetworkNotice() {
  const { t } = useTranslation();
  const online = useOnline();
  return (
    <Text size="sm" role="status" data-online={online} className="network-notice">
      {online ? t('visit.online') : t('visit.offline')}
    </Text>
  );
}

/** A new step begins at the top, with its heading spoken. */
function useTopOfStep(step: number | undefined): void {
  useEffect(() => {
    if (step === undefined) return;
    window.scrollTo(0, 0);
    document.querySelector<HTMLElement>('[data-step-title]')?.focus({ preventScroll: true });
  }, [step]);
}
