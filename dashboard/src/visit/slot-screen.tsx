import { Button, Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { counted, formatCount } from '../i18n/format.ts';
import { Counter } from './counter.tsx';
import { differenceWords } from './difference-words.ts';
import {
  afterwards,
  type CountField,
  count,
  type DraftSlot,
  differenceOf,
  problemOf,
  toFill,
  type VisitDraft,
} from './draft.ts';
import { productNameIn } from './product-name.ts';
import { StepTitle } from './step-title.tsx';

/** One slot: what was found, filled and removed, and what it holds then. */
export function SlotScreen(props: {
  draft: VisitDraft;
  slot: DraftSlot;
  change: (draft: VisitDraft) => void;
  go: (step: number) => void;
}) {
  const { draft, slot, change, go } = props;
  const { t, i18n } = useTranslation();
  const n = (value: number) => formatCount(value, i18n.language);
  const set = (field: CountField) => (value: number | null) => change(count(draft, slot.slot, field, value));
  const { expected, found, filled, removed, capacity } = slot;
  const fill = toFill(slot);
  const problem = problemOf(slot);
  const after = afterwards(slot);
  return (
    <>
      <Progress
        value={(draft.step / (draft.slots.length + 1)) * 100}
        aria-label={t('visit.progress', { step: draft.step, of: draft.slots.length })}
      />
      <StepTitle sub={t('visit.slotOf', { n: draft.step, of: draft.slots.length })}>
        {t('machine.slot', { n: slot.slot + 1 })} ·{' '}
        {productNameIn(draft.products, slot.product, i18n.language)}
      </StepTitle>
      <Counter
        field="found"
        name={t('visit.found')}
        hint={expected === null ? t('visit.neverCounted') : t('visit.booksSay', { n: n(expected) })}
        value={found}
        change={set('found')}
        usual={expected === null || expected < 0 ? undefined : { label: t('visit.asBooks'), value: expected }}
      />
      <Counter
        field="removed"
        name={t('visit.removed')}
        hint={t('visit.removedHint')}
        value={removed}
        change={set('removed')}
        error={problem === 'removedTooMany' ? t('visit.removedTooMany') : undefined}
      />
      <Counter
        field="filled"
        name={t('visit.filled')}
        hint={found === null ? t('visit.countFirst') : t('visit.fillTo', { n: n(slot.par) })}
        value={filled}
        change={set('filled')}
        usual={found === null ? undefined : { label: t('visit.fillUp', { n: n(fill) }), value: fill }}
      />
      <Text role="status" className="slot-sum numeral" data-after={found === null ? '' : after}>
        {found === null
          ? t('visit.notCounted')
          : `${t('visit.holdsThen', counted(after, i18n.language))} · ${differenceWords(differenceOf(slot), t, i18n.language)}`}
        {found !== null && after > capacity && ` · ${t('visit.overCapacity', { n: n(capacity) })}`}
      </Text>
      <Group gap="xs" wrap="nowrap" className="visit-actions">
        <Button size="xl" variant="default" onClick={() => go(draft.step - 1)} data-act="back">
          {t('visit.back')}
        </Button>
        <Button
          size="xl"
          flex={1}
          disabled={problem !== undefined}
          onClick={() => go(draft.step + 1)}
          data-act="next"
        >
          {t('visit.next')}
        </Button>
      </Group>
    </>
  );
}
