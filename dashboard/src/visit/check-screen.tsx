import { Alert, Button, Group, Paper, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewVisit } from '../../../protocol/http/restock.ts';
import { counted, formatCount } from '../i18n/format.ts';
import { differenceWords } from './difference-words.ts';
import {
  afterwards,
  type DraftSlot,
  differenceOf,
  maxNote,
  problemOf,
  type VisitDraft,
  visitOf,
} from './draft.ts';
import { productNameIn } from './product-name.ts';
import { StepTitle } from './step-title.tsx';

/** The last step before saving: each slot's difference to the ledger, named, and a note for whoever asks later. */
export function CheckScreen(props: {
  draft: VisitDraft;
  change: (draft: VisitDraft) => void;
  go: (step: number) => void;
  /** False where the phone could not keep it. */
  save: (visit: NewVisit) => boolean;
}) {
  const { draft, change, go, save } = props;
  const { t } = useTranslation();
  const [refused, setRefused] = useState(false);
  const ready = draft.slots.every((slot) => problemOf(slot) === undefined);
  const finish = () => {
    const visit = visitOf(draft, new Date().toISOString());
    if (visit !== undefined) setRefused(!save(visit));
  };
  return (
    <>
      <StepTitle sub={t('visit.checkHint')}>{t('visit.check')}</StepTitle>
      <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
        {draft.slots.map((slot, at) => (
          <SlotRow key={slot.slot} draft={draft} slot={slot} edit={() => go(at + 1)} />
        ))}
      </Stack>
      <Textarea
        label={t('visit.note')}
        size="md"
        autosize
        minRows={2}
        maxLength={maxNote}
        value={draft.note}
        onChange={({ currentTarget: { value } }) => change({ ...draft, note: value })}
      />
      {refused && (
        <Alert color="red" role="alert">
          {t('visit.notKept')}
        </Alert>
      )}
      <Group gap="xs" wrap="nowrap" className="visit-actions">
        <Button size="xl" variant="default" onClick={() => go(draft.step - 1)} data-act="back">
          {t('visit.back')}
        </Button>
        <Button size="xl" flex={1} disabled={!ready} onClick={finish} data-act="save">
          {t('visit.save')}
        </Button>
      </Group>
    </>
  );
}

function SlotRow({ draft, slot, edit }: { draft: VisitDraft; slot: DraftSlot; edit: () => void }) {
  const { t, i18n } = useTranslation();
  const n = (value: number) => formatCount(value, i18n.language);
  const { expected, found, filled, removed } = slot;
  const difference = differenceOf(slot);
  const isCounted = found !== null;
  const name = t('machine.slot', { n: slot.slot + 1 });
  return (
    <Paper component="li" withBorder p="sm" data-slot={slot.slot} data-difference={difference ?? ''}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <div>
          <Text fw={600}>
            {name} · {productNameIn(draft.products, slot.product, i18n.language)}
          </Text>
          <Text fw={difference === 0 ? 400 : 700} {...(difference ? { c: 'var(--status-low)' } : {})}>
            {difference !== null && difference !== 0 && <span aria-hidden="true">≠ </span>}
            {isCounted ? differenceWords(difference, t, i18n.language) : t('visit.notCounted')}
          </Text>
          <Text size="sm" className="muted numeral">
            {isCounted &&
              t('visit.sum', {
                found: n(found),
                filled: n(filled),
                removed: n(removed),
                ...counted(afterwards(slot), i18n.language),
              })}
            {isCounted && expected !== null && ` · ${t('visit.booksSay', { n: n(expected) })}`}
          </Text>
        </div>
        <Button
          variant="subtle"
          className="touch-button"
          onClick={edit}
          aria-label={t('visit.editSlot', { name })}
        >
          {t('visit.edit')}
        </Button>
      </Group>
    </Paper>
  );
}
