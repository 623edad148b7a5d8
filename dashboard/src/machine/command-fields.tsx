import { NativeSelect, NumberInput, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { maxDisplayBytes } from '../../../protocol/serial/constants.ts';
import type { City } from '../live/use-city.ts';
import { bytesOf, type CommandDraft } from './command-order.ts';

/** What one command needs beside a reason. */
export function CommandFields(props: {
  machine: MachineView;
  city: City;
  draft: CommandDraft;
  change: (draft: CommandDraft) => void;
}) {
  switch (props.draft.name) {
    case 'display':
      return <DisplayFields {...props} />;
    case 'test-vend':
      return <SlotField {...props} />;
    default:
      return undefined;
  }
}

function DisplayFields({ draft, change }: Parameters<typeof CommandFields>[0]) {
  const { t } = useTranslation();
  const bytes = bytesOf(draft.text);
  const tooLong = bytes > maxDisplayBytes;
  return (
    <>
      <Textarea
        label={t('commands.text')}
        required
        autosize
        minRows={2}
        data-autofocus
        error={tooLong && t('commands.textTooLong')}
        value={draft.text}
        onChange={({ currentTarget: { value } }) => change({ ...draft, text: value })}
      />
      <Text size="sm" className="numeral muted" role="status" data-bytes={bytes}>
        {t('commands.bytes', { n: bytes, max: maxDisplayBytes })}
      </Text>
      <NumberInput
        label={t('commands.seconds')}
        description={t('commands.secondsHint')}
        min={0}
        max={255}
        allowDecimal={false}
        inputMode="numeric"
        value={draft.seconds}
        onChange={(value) => change({ ...draft, seconds: typeof value === 'number' ? value : Number.NaN })}
      />
    </>
  );
}

function SlotField({ machine, city, draft, change }: Parameters<typeof CommandFields>[0]) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t('commands.testSlot')}
      value={String(draft.slot ?? '')}
      data={machine.slots.map(({ slot, product }) => ({
        value: String(slot),
        label: `${t('machine.slot', { n: slot + 1 })}${product === null ? '' : ` · ${city.productName(product)}`}`,
      }))}
      onChange={({ currentTarget: { value } }) => change({ ...draft, slot: Number(value) })}
    />
  );
}
