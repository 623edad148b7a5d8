import { Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { formatCount } from '../i18n/format.ts';
import { isEmpty, slotTroubles } from './machine-row.ts';

/** Why a machine that still serves needs a hand: how many of its slots do not. Nothing where all do, or none. */
export function SlotTroubles({ machine }: { machine: MachineView }) {
  const { t, i18n } = useTranslation();
  const words = troubleWords(machine, t, i18n.language);
  if (words === undefined) return undefined;
  return (
    <Text size="xs" className="muted numeral">
      {words}
    </Text>
  );
}

/** The same as words alone. */
export function troubleWords(machine: MachineView, t: TFunction, language: string): string | undefined {
  const { empty, faulty } = slotTroubles(machine);
  const count = (n: number) => formatCount(n, language);
  const of = count(machine.slots.length);
  const words = [
    empty > 0 && !isEmpty(machine) && t('machines.slotsEmpty', { n: count(empty), of }),
    faulty > 0 && t('machines.slotsFaulty', { n: count(faulty), of }),
  ].filter((one) => one !== false);
  return words.length === 0 ? undefined : words.join(' · ');
}
