import { Button, Group, NativeSelect, NumberInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { maxPrinted, type VoucherBatch } from '../../../protocol/http/vouchers.ts';
import { formatCount } from '../i18n/format.ts';
import { isLanguage, languageNames } from '../i18n/languages.ts';
import { Dialog } from '../parts/dialog.tsx';

const whole = { min: 1, allowDecimal: false, allowNegative: false, clampBehavior: 'strict' } as const;

/** Asks which vouchers of a batch, and in whose language, and opens the sheet. Open while there is a batch. */
export function PrintDialog({ batch, close }: { batch: VoucherBatch | undefined; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog
      opened={batch !== undefined}
      onClose={close}
      title={batch ? t('vouchers.printTitle', { name: batch.name }) : ''}
    >
      {batch && <Form batch={batch} close={close} />}
    </Dialog>
  );
}

function Form({ batch, close }: { batch: VoucherBatch; close: () => void }) {
  const { t, i18n } = useTranslation();
  const [language, setLanguage] = useState<string>(isLanguage(i18n.language) ? i18n.language : 'en');
  const [from, setFrom] = useState(1);
  const [to, setTo] = useState(Math.min(batch.count, maxPrinted));
  const ready = from <= to && to - from < maxPrinted;
  const address = `/api/vouchers/${batch.id}/sheet?from=${from}&to=${to}&language=${language}`;
  return (
    <Stack gap="md">
      <Text size="sm">{t('vouchers.printHint')}</Text>
      <NativeSelect
        label={t('vouchers.language')}
        value={language}
        data={Object.entries(languageNames).map(([value, label]) => ({ value, label }))}
        onChange={({ currentTarget: { value } }) => setLanguage(value)}
        data-autofocus
      />
      <Group grow align="start">
        <NumberInput
          {...whole}
          label={t('vouchers.printFrom')}
          max={batch.count}
          value={from}
          onChange={(value) => setFrom(Number(value) || 1)}
        />
        <NumberInput
          {...whole}
          label={t('vouchers.printTo')}
          max={batch.count}
          value={to}
          onChange={(value) => setTo(Number(value) || 1)}
        />
      </Group>
      <Text size="sm" className="muted">
        {t('vouchers.printMost', { n: formatCount(maxPrinted, i18n.language) })}
      </Text>
      <Group justify="end">
        <Button variant="default" onClick={close}>
          {t('commands.cancel')}
        </Button>
        {ready ? (
          // A link and no window of a script: browsers keep those back.
          <Button component="a" href={address} target="_blank" rel="noopener" onClick={close} data-sheet>
            {t('vouchers.printDo')}
          </Button>
        ) : (
          <Button disabled>{t('vouchers.printDo')}</Button>
        )}
      </Group>
    </Stack>
  );
}
