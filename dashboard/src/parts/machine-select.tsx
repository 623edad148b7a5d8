import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MachineView } from '../../../protocol/http/fleet.ts';

/** Chooses one machine by its name, or all of them; one that an address names and nobody has stays to be taken away. */
export function MachineSelect(props: {
  machines: readonly Pick<MachineView, 'id' | 'name'>[];
  value: string | undefined;
  change: (id: string | undefined) => void;
}) {
  const { machines, value, change } = props;
  const { t, i18n } = useTranslation();
  const { compare } = new Intl.Collator(i18n.language);
  const named = machines.map(({ id, name }) => ({ value: id, label: name }));
  const isUnknown = value !== undefined && !machines.some(({ id }) => id === value);
  return (
    <NativeSelect
      label={t('parts.machine')}
      maw={{ base: '100%', sm: 320 }}
      value={value ?? ''}
      data={[
        { value: '', label: t('parts.allMachines') },
        ...named.sort((a, b) => compare(a.label, b.label)),
        ...(isUnknown ? [{ value, label: value }] : []),
      ]}
      onChange={({ currentTarget: { value: id } }) => change(id === '' ? undefined : id)}
    />
  );
}
