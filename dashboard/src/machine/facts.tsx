import { Paper, Table, Text, Title } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { MachineDetail } from '../../../protocol/http/fleet.ts';
import { counted, formatMoment } from '../i18n/format.ts';
import { languageNames } from '../i18n/languages.ts';
import type { City } from '../live/use-city.ts';

/** Entries on their way for a moment are no news; more than these wait for something. */
const worthTelling = 20;

/** What a machine says of its door, lock, lines and journal; what needs a hand is marked by a word and a sign. */
export function Facts({ detail, city }: { detail: MachineDetail; city: City }) {
  const { t, i18n } = useTranslation();
  const { machine, journalWaiting, bridge, serialNo, firmware, language } = detail;
  const { online, line, doorOpen, locked, quarantined } = machine;
  const either = (value: boolean | null, yes: string, no: string) =>
    value === null ? t('machine.notKnown') : t(value ? yes : no);
  const journal =
    journalWaiting === null
      ? t('machine.notKnown')
      : journalWaiting === 0
        ? t('machine.journalClear')
        : t('machine.journalWaiting', counted(journalWaiting, i18n.language));
  const speaks = Object.entries(languageNames).find(([code]) => code === language)?.[1] ?? language;
  const rows: readonly (readonly [key: string, value: string, wrong?: boolean])[] = [
    ['link', t(online ? 'machine.linkUp' : 'machine.linkDown'), !online],
    ['line', either(line, 'machine.lineUp', 'machine.lineDown'), line === false],
    ['power', powerOf(detail, city, t, i18n.language)],
    ['door', either(doorOpen, 'machine.doorOpen', 'machine.doorShut'), doorOpen === true],
    ['lock', t(locked ? 'machine.locked' : 'machine.unlocked'), locked],
    ...(quarantined ? ([['quarantine', t('machine.quarantined'), true]] as const) : []),
    ['journal', journal, journalWaiting !== null && journalWaiting > worthTelling],
    ['language', speaks],
    ['serialNo', serialNo ?? t('machine.notKnown')],
    ['firmware', firmware ?? t('machine.notKnown')],
    ['bridge', bridge ?? t('machine.notKnown')],
  ];
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="machine-facts">
      <Title order={2} size="h5" mb="xs" id="machine-facts">
        {t('machine.state')}
      </Title>
      <Table verticalSpacing={6} horizontalSpacing={0}>
        <Table.Tbody>
          {rows.map(([key, value, wrong]) => (
            <Table.Tr key={key} data-fact={key}>
              <Table.Th fw={400} className="muted" w="40%">
                {t(`machine.fact_${key}`)}
              </Table.Th>
              <Table.Td>
                <Text span inherit fw={wrong ? 600 : 400} {...(wrong ? { c: 'var(--status-fault)' } : {})}>
                  {wrong ? '! ' : ''}
                  {value}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

/** A dispenser that answers has power; since when, and why it had to start, the books know. */
function powerOf(
  { machine, started }: MachineDetail,
  { timeZone }: City,
  t: TFunction,
  language: string,
): string {
  if (!machine.online || machine.line !== true) return t('machine.powerUnknown');
  if (started === null) return t('machine.powerLong');
  const { at, cause } = started;
  const why = t(`events.cause_${cause}`, { defaultValue: String(cause) });
  return t('machine.powerOn', { when: formatMoment(at, language, timeZone), cause: why });
}
