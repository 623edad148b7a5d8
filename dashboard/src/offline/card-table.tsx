import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OfflineCard } from '../../../protocol/http/offline.ts';
import { formatCount } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';

/** Digits of a pseudonym that tell the cards of one list apart; all that the server tells stand in the title. */
const shownDigits = 10;
const columns = ['card', 'product', 'got', 'over', 'debt', 'atMachines', 'bound', 'state'] as const;

/** Who got more than a limit while machines were cut off, the furthest over first. */
export function CardTable({ cards, city }: { cards: readonly OfflineCard[]; city: City }) {
  const { t, i18n } = useTranslation();
  const n = (value: number) => formatCount(value, i18n.language);
  return (
    <section className="analyst-scroll" aria-label={t('offline.cards')} {...{ tabIndex: 0 }}>
      <Table className="analyst-table" highlightOnHover>
        <Table.Caption>{t('offline.cards')}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column} scope="col">
                {t(`offline.column_${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cards.map((one) => (
            <Table.Tr key={one.card} data-card={one.card} data-kept={one.kept}>
              <Table.Th scope="row" title={one.card}>
                {one.card.slice(0, shownDigits)}…
              </Table.Th>
              <Table.Td>{city.productName(one.product)}</Table.Td>
              <Table.Td title={one.rule}>
                {t('offline.ofAllowed', { n: n(one.given), allowed: n(one.limit) })}
              </Table.Td>
              <Table.Td>{n(one.over)}</Table.Td>
              <Table.Td>{n(one.debt)}</Table.Td>
              <Table.Td>{n(one.machines)}</Table.Td>
              <Table.Td>{n(one.bound)}</Table.Td>
              <Table.Td>{t(one.kept ? 'offline.kept' : 'offline.broken')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
