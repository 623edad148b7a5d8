import { Button, Group, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { maxVouchers, type VoucherList } from '../../../protocol/http/vouchers.ts';
import { newId } from '../api/new-id.ts';
import { formatCount } from '../i18n/format.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { dayAt, daysAfter } from './dates.ts';
import { useMakeVouchers } from './use-vouchers.ts';

/** How long vouchers are good where nobody says otherwise, in days. */
const usualDays = 30;
const whole = { min: 1, allowDecimal: false, allowNegative: false, clampBehavior: 'strict' } as const;

interface Props {
  readonly products: VoucherList['products'];
  readonly timeZone: string;
  readonly now: number;
  readonly close: () => void;
  readonly onMade: () => void;
}

/** Asks what a batch is to be, and makes it. */
export function MakeDialog({ opened, ...props }: Props & { readonly opened: boolean }) {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={props.close} title={t('vouchers.makeTitle')}>
      {opened && <Form {...props} />}
    </Dialog>
  );
}

function Form({ products, timeZone, now, close, onMade }: Props) {
  const { t, i18n } = useTranslation();
  // One id for all tries of this form: sent twice it makes one batch.
  const [id] = useState(newId);
  const [name, setName] = useState('');
  const [product, setProduct] = useState(products[0]?.id ?? '');
  const [items, setItems] = useState(1);
  const [count, setCount] = useState(100);
  const [from, setFrom] = useState(() => dayAt(now, timeZone));
  const [until, setUntil] = useState(() => daysAfter(dayAt(now, timeZone), usualDays));
  const make = useMakeVouchers();
  const pieces = products.find((one) => one.id === product)?.pieces ?? 0;
  const ready = name.trim() !== '' && product !== '' && from !== '' && until !== '';
  const send = () =>
    make.mutate(
      // The end itself is not included.
      { id, name: name.trim(), product, items, count, validFrom: from, validUntil: daysAfter(until, 1) },
      { onSuccess: onMade },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !make.isPending) send();
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('vouchers.name')}
          description={t('vouchers.nameHint')}
          required
          maxLength={60}
          data-autofocus
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        <NativeSelect
          label={t('vouchers.product')}
          value={product}
          data={products.map((one) => ({ value: one.id, label: one.name[i18n.language] ?? one.id }))}
          onChange={({ currentTarget: { value } }) => setProduct(value)}
        />
        <Group grow align="start">
          <NumberInput
            {...whole}
            label={t('vouchers.items')}
            max={255}
            value={items}
            onChange={(value) => setItems(Number(value) || 1)}
          />
          <NumberInput
            {...whole}
            label={t('vouchers.count')}
            max={maxVouchers}
            thousandSeparator=" "
            value={count}
            onChange={(value) => setCount(Number(value) || 1)}
          />
        </Group>
        <Text size="xs" className="muted">
          {t('vouchers.itemsHint')}
        </Text>
        <Group grow align="start">
          <TextInput
            type="date"
            label={t('vouchers.from')}
            required
            value={from}
            onChange={({ currentTarget: { value } }) => setFrom(value)}
          />
          <TextInput
            type="date"
            label={t('vouchers.until')}
            required
            min={from}
            value={until}
            onChange={({ currentTarget: { value } }) => setUntil(value)}
          />
        </Group>
        <Text size="sm" className="numeral" data-sum={items * count * pieces}>
          {t('vouchers.sum', { masks: formatCount(items * count * pieces, i18n.language) })}
        </Text>
        {make.error && <Failure error={make.error} isAct retry={send} />}
        <Group justify="end">
          <Button variant="default" onClick={close}>
            {t('commands.cancel')}
          </Button>
          <Button type="submit" disabled={!ready} loading={make.isPending}>
            {t('vouchers.makeDo')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
