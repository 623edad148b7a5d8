import { Button, Checkbox, Group, NativeSelect, NumberInput, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CardErased, CardLook, CardNumber } from '../../../protocol/http/cases.ts';
import { newId } from '../api/new-id.ts';
import { leastReason } from '../doubt/least-reason.ts';
import { counted, formatMoment } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { Failure } from '../parts/failure.tsx';
import { CardErasing, Erased } from './card-erasing.tsx';
import { useAllowCard } from './use-cases.ts';

/** What was taken with a card, told coarsely, and the form that gives it more. */
export function CardGiving(props: { card: CardNumber; found: CardLook; city: City; another: () => void }) {
  const { card, found, city, another } = props;
  const { t, i18n } = useTranslation();
  const { products } = found;
  // One id for all tries of this form: sent twice it gives once.
  const [id] = useState(newId);
  const [grants, setGrants] = useState<readonly number[]>([]);
  const [product, setProduct] = useState(products[0] ?? '');
  const [appealId, setAppeal] = useState(found.appeals[0]?.id ?? '');
  const [items, setItems] = useState(1);
  const [reason, setReason] = useState('');
  const [erased, setErased] = useState<CardErased>();
  const allow = useAllowCard();
  const appeal = found.appeals.find((one) => one.id === appealId);
  const most = appeal?.items ?? 1;
  const send = () =>
    allow.mutate({
      ...card,
      id,
      product,
      items,
      appeal: appealId,
      grants: [...grants],
      reason: reason.trim(),
    });
  const ready = reason.trim().length >= leastReason && appeal !== undefined && product !== '';

  if (erased)
    return (
      <Stack gap="sm" mt="sm">
        <Erased {...{ erased, city }} />
        <Another another={another} />
      </Stack>
    );
  if (allow.data)
    return (
      <Stack gap="sm" mt="sm" role="status" data-allowed={allow.data.masks}>
        <Text fw={600}>{t('cases.allowed', counted(allow.data.masks, i18n.language))}</Text>
        {allow.data.case !== null && <Text>{t('cases.allowedCase', { case: allow.data.case })}</Text>}
        <Another another={another} />
      </Stack>
    );
  return (
    <Stack gap="sm" maw={560} mt="sm">
      {found.doubtful && (
        <Text fw={600} data-doubtful>
          {t('card.doubtful')}
        </Text>
      )}
      {found.grants.length === 0 ? (
        <Text data-grants="0">{t('cases.grantsNone')}</Text>
      ) : (
        <Checkbox.Group
          label={t('cases.grants')}
          description={t('cases.grantsHint')}
          value={grants.map(String)}
          onChange={(chosen) => setGrants(chosen.map(Number))}
        >
          <Stack gap={4} mt="xs">
            {found.grants.map(({ ref, hour, district, product: of, masks }) => (
              <Checkbox
                key={ref}
                value={String(ref)}
                label={`${t('cases.grant', {
                  hour: formatMoment(hour, i18n.language, city.timeZone),
                  district,
                  product: city.productName(of),
                })} · ${t('cases.masks', counted(masks, i18n.language))}`}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      {found.appeals.length === 0 ? (
        <>
          <Text>{t('cases.appealsNone')}</Text>
          <Another another={another} />
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (ready && !allow.isPending) send();
          }}
        >
          <Stack gap="sm">
            <NativeSelect
              label={t('cases.appeal')}
              value={appealId}
              data={found.appeals.map((one) => ({ value: one.id, label: one.name[i18n.language] ?? one.id }))}
              onChange={({ currentTarget: { value } }) => {
                setAppeal(value);
                setItems(1);
              }}
            />
            <NativeSelect
              label={t('cases.product')}
              value={product}
              data={products.map((one) => ({ value: one, label: city.productName(one) }))}
              onChange={({ currentTarget: { value } }) => setProduct(value)}
            />
            <NumberInput
              label={t('cases.items')}
              description={t('cases.upTo', counted(most, i18n.language))}
              {...{ min: 1, max: most, allowDecimal: false, allowNegative: false, clampBehavior: 'strict' }}
              value={items}
              onChange={(value) => setItems(Number(value) || 1)}
            />
            <Textarea
              label={t('commands.reason')}
              description={t('cases.reasonHint')}
              required
              autosize
              minRows={2}
              maxLength={500}
              value={reason}
              onChange={({ currentTarget: { value } }) => setReason(value)}
            />
            {allow.error && <Failure error={allow.error} isAct retry={send} />}
            <Group>
              <Button type="submit" disabled={!ready} loading={allow.isPending}>
                {t('cases.allow')}
              </Button>
              <Another another={another} />
            </Group>
          </Stack>
        </form>
      )}
      <CardErasing card={card} onErased={setErased} />
    </Stack>
  );
}

function Another({ another }: { another: () => void }) {
  const { t } = useTranslation();
  return (
    <Button variant="default" onClick={another} style={{ alignSelf: 'start' }}>
      {t('cases.another')}
    </Button>
  );
}
