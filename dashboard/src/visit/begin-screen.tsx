import { Alert, Button, Paper, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatInstant } from '../i18n/format.ts';
import { useCity } from '../live/use-city.ts';
import { WaitingVisits } from './outbox-list.tsx';
import type { VisitPlan } from './plan.ts';
import { productNameIn } from './product-name.ts';
import { StepTitle } from './step-title.tsx';

/** The first step: is this the machine, and what belongs into it. `old`: there is no network, it is from an earlier look. */
export function BeginScreen(props: {
  plan: VisitPlan;
  old: boolean;
  resume?: boolean;
  begin: () => void;
  drop: () => void;
}) {
  const { plan, old, resume = false, begin, drop } = props;
  const { t, i18n } = useTranslation();
  const { timeZone } = useCity();
  const [sure, setSure] = useState(false);
  const count = (value: number) => formatCount(value, i18n.language);
  // Said once where all slots hold the same: on a phone it would break each row.
  const products = new Set(plan.slots.map(({ product }) => product));
  const only = products.size === 1 ? [...products][0] : undefined;
  return (
    <>
      <StepTitle sub={t('visit.isIt')}>{plan.name}</StepTitle>
      <Text className="muted">
        {plan.district === '' ? plan.machine : `${plan.district} · ${plan.machine}`}
      </Text>
      {old && (
        <Alert color="orange" variant="light" role="status">
          {t('visit.oldPlan', { at: formatInstant(plan.at, i18n.language, timeZone) })}
        </Alert>
      )}
      {plan.slots.length === 0 ? (
        <Text>{t('visit.noSlots')}</Text>
      ) : (
        <Paper withBorder p="sm">
          {only !== undefined && <Text fw={600}>{productNameIn(plan.products, only, i18n.language)}</Text>}
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('visit.slotColumn')}</Table.Th>
                <Table.Th ta="right">{t('visit.booksColumn')}</Table.Th>
                <Table.Th ta="right">{t('visit.parColumn')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {plan.slots.map(({ slot, product, expected, par }) => (
                <Table.Tr key={slot}>
                  <Table.Td>
                    {slot + 1}
                    {only === undefined && ` · ${productNameIn(plan.products, product, i18n.language)}`}
                  </Table.Td>
                  <Table.Td ta="right" className="numeral">
                    {expected === null ? '–' : count(expected)}
                  </Table.Td>
                  <Table.Td ta="right" className="numeral">
                    {count(par)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Paper>
      )}
      <WaitingVisits machine={plan.machine} />
      <Stack gap="xs" className="visit-actions">
        <Button size="xl" fullWidth onClick={begin} disabled={plan.slots.length === 0} data-act="begin">
          {t(resume ? 'visit.resume' : 'visit.begin')}
        </Button>
        {resume && (
          <Button size="lg" fullWidth variant="default" onClick={() => (sure ? drop() : setSure(true))}>
            {t(sure ? 'visit.discardSure' : 'visit.discard')}
          </Button>
        )}
      </Stack>
    </>
  );
}
