import { Pagination, Table } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../i18n/format.ts';
import type { Series } from './table-of.ts';

/** Rows of one page of the table. */
const rowsAPage = 31;

/** The numbers of the chart: a row for each step, a column for each series; newest first. */
export function AnswerTable(props: {
  caption: string;
  head: string;
  steps: readonly string[];
  series: readonly Series[];
  nameOf: (series: Series) => string;
  /** Whether the columns add up to something. */
  sums: boolean;
}) {
  const { caption, head, steps, series, nameOf, sums } = props;
  const { t, i18n } = useTranslation();
  const mark = t('analyst.hidden');
  const [page, setPage] = useState(1);
  const pages = Math.max(1, Math.ceil(steps.length / rowsAPage));
  const shownPage = Math.min(page, pages);
  const newestFirst = steps.map((_, at) => steps.length - 1 - at);
  const shown = newestFirst.slice((shownPage - 1) * rowsAPage, shownPage * rowsAPage);
  const number = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : formatCount(value, i18n.language);
  /** A sum of which a part is not told is not told either. */
  const sumAt = (at: number) =>
    series.some(({ hidden }) => hidden.has(at))
      ? mark
      : number(series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  return (
    <>
      {/* Wider than a phone with many columns: the keyboard scrolls it too. */}
      <section className="analyst-scroll" aria-label={caption} {...{ tabIndex: 0 }}>
        <Table className="analyst-table" highlightOnHover>
          <Table.Caption>{caption}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{head}</Table.Th>
              {series.map((one) => (
                <Table.Th key={`${one.kind} ${one.key}`} scope="col">
                  {nameOf(one)}
                </Table.Th>
              ))}
              {sums && <Table.Th scope="col">{t('analyst.inAll')}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((at) => (
              <Table.Tr key={at}>
                <Table.Th scope="row">{steps[at]}</Table.Th>
                {series.map((one) => (
                  <Table.Td key={`${one.kind} ${one.key}`}>
                    {one.hidden.has(at) ? mark : number(one.values[at])}
                  </Table.Td>
                ))}
                {sums && <Table.Td>{sumAt(at)}</Table.Td>}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
      {pages > 1 && (
        <Pagination
          total={pages}
          value={shownPage}
          onChange={setPage}
          mt="sm"
          getItemProps={(item) => ({ 'aria-label': t('analyst.pageNo', { page: item }) })}
          getControlProps={(control) => ({ 'aria-label': t(`analyst.page_${control}`) })}
        />
      )}
    </>
  );
}
