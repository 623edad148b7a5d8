import { Button, NativeSelect, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CardNumber } from '../../../protocol/http/cases.ts';
import type { City } from '../live/use-city.ts';
import { Failure } from '../parts/failure.tsx';
import { CardGiving } from './card-giving.tsx';
import { useLookAtCard } from './use-cases.ts';

/** Kinds of number that people have; badges of staff and vouchers are none. */
const schemes = ['tckn', 'izmirim', 'uid', 'mrz', 'twid', 'nhi', 'nric', 'rrn'] as const;

/** Help for somebody with a card in the hand: what was taken with it, and more than its share. The number is gone with the form. */
export function CardHelp({ city }: { city: City }) {
  const { t } = useTranslation();
  const [card, setCard] = useState<CardNumber>({ scheme: schemes[0], number: '' });
  const look = useLookAtCard();
  const ask = () => look.mutate(card);
  const another = () => {
    setCard({ ...card, number: '' });
    look.reset();
  };
  return (
    <section aria-labelledby="cases-card" data-card-help>
      <Title order={2} size="h5" id="cases-card">
        {t('cases.card')}
      </Title>
      <Text size="sm" className="muted">
        {t('cases.cardHint')}
      </Text>
      {look.data === undefined ? (
        <form
          autoComplete="off"
          onSubmit={(event) => {
            event.preventDefault();
            if (card.number.trim() !== '') ask();
          }}
        >
          <Stack gap="sm" maw={420} mt="sm">
            <NativeSelect
              label={t('cases.scheme')}
              value={card.scheme}
              data={schemes.map((value) => ({ value, label: t(`cases.scheme_${value}`) }))}
              onChange={({ currentTarget: { value } }) => {
                const scheme = schemes.find((one) => one === value);
                if (scheme !== undefined) setCard({ ...card, scheme });
              }}
            />
            <PasswordInput
              label={t('cases.number')}
              autoComplete="off"
              maxLength={64}
              value={card.number}
              onChange={({ currentTarget: { value } }) => setCard({ ...card, number: value })}
              visibilityToggleButtonProps={{ 'aria-label': t('cases.showNumber'), tabIndex: 0 }}
            />
            {look.error && <Failure error={look.error} isAct retry={ask} />}
            <Button type="submit" style={{ alignSelf: 'start' }} loading={look.isPending}>
              {t('cases.look')}
            </Button>
          </Stack>
        </form>
      ) : (
        <CardGiving {...{ card, city, another }} found={look.data} />
      )}
    </section>
  );
}
