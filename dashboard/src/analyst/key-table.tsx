import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AnalyticsAnswer } from '../../../protocol/http/analytics.ts';
import { formatChange, formatCount, formatShare } from '../i18n/format.ts';

/** Every district, machine, product or reason with its number for the whole range, highest first. */
export function KeyTable(props: {
  caption: string;
  head: string;
  unit: string;
  answer: AnalyticsAnswer;
  nameOf: (key: string) => string;
  isService: boolean;
  /** What the numbers are held against: "the week before". */
  than: string;
}) {
  const { caption, head, unit, answer, nameOf, isService, than } = props;
  const { t, i18n } = useTranslation();
  const total = answer.total?.value ?? 0;
  const hasBefore = answer.keys.some(({ before }) => (before ?? 0) > 0);
  return (
    <section className="analyst-scroll analyst-keys" aria-label={caption} {...{ tabIndex: 0 }}>
      <Table className="analyst-table" highlightOnHover>
        <Table.Caption>{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{head}</Table.Th>
            <Table.Th scope="col">{unit}</Table.Th>
            <Table.Th scope="col">{isService ? t('analyst.p95') : t('analyst.share')}</Table.Th>
            {hasBefore && <Table.Th scope="col">{t('analyst.against', { than })}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {answer.keys.map(({ key, value, p95, before }) => (
            <Table.Tr key={key}>
              <Table.Th scope="row">{nameOf(key)}</Table.Th>
              <Table.Td>{value === null ? t('analyst.hidden') : formatCount(value, i18n.language)}</Table.Td>
              <Table.Td>
                {value === null
                  ? '–'
                  : isService
                    ? formatCount(p95 ?? 0, i18n.language)
                    : formatShare(total === 0 ? 0 : value / total, i18n.language)}
              </Table.Td>
              {hasBefore && (
                <Table.Td>
                  {value === null || !before ? '–' : formatChange((value - before) / before, i18n.language)}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
