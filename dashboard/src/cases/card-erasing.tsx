import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CardErased, CardNumber } from '../../../protocol/http/cases.ts';
import { counted, formatMoment } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { useEraseCard } from './use-cases.ts';

/** Asks once more, and lets go of what names the card that somebody has in the hand. */
export function CardErasing(props: { card: CardNumber; onErased: (erased: CardErased) => void }) {
  const { card, onErased } = props;
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const erase = useEraseCard();
  const send = () => erase.mutate(card, { onSuccess: onErased });
  return (
    <>
      <Button
        variant="subtle"
        color="red"
        style={{ alignSelf: 'start' }}
        data-erase
        onClick={() => setAsking(true)}
      >
        {t('card.ask')}
      </Button>
      <Dialog opened={isAsking} onClose={() => setAsking(false)} title={t('card.title')}>
        <Stack gap="md">
          <Text size="sm">{t('card.books')}</Text>
          {erase.error && <Failure error={erase.error} isAct retry={send} />}
          <Group justify="end">
            <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
              {t('commands.cancel')}
            </Button>
            <Button color="red" loading={erase.isPending} onClick={send}>
              {t('card.do')}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}

/** What was let go of, what was not, and when to ask again. */
export function Erased({ erased, city }: { erased: CardErased; city: City }) {
  const { t, i18n } = useTranslation();
  const { charges, boxes, requests, open, counted: kept, countedUntil, lists } = erased;
  const until =
    countedUntil === null
      ? t('card.again')
      : t('card.until', { when: formatMoment(countedUntil, i18n.language, city.timeZone) });
  return (
    <Stack gap={4} role="status" data-erased={charges}>
      <Text fw={600}>{t('card.erased', counted(charges, i18n.language))}</Text>
      {boxes + requests > 0 && <Text>{t('card.more', { boxes, requests })}</Text>}
      {kept > 0 && (
        <Text>
          {t('card.counted', counted(kept, i18n.language))} {until}
        </Text>
      )}
      {open > 0 && <Text>{t('card.open', counted(open, i18n.language))}</Text>}
      {lists.length > 0 && <Text>{t('card.lists', { lists: lists.join(', ') })}</Text>}
    </Stack>
  );
}
