import { Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PickList } from '../../../protocol/http/restock.ts';
import { counted } from '../i18n/format.ts';

/** What to put into the van: items of each product, and the masks in them. */
export function PickTotals(props: { totals: PickList['totals']; productName: (product: string) => string }) {
  const { totals, productName } = props;
  const { t, i18n } = useTranslation();
  return (
    <section aria-labelledby="pick-totals">
      <Title order={2} size="h5" id="pick-totals" mb="xs">
        {t('pickList.totals')}
      </Title>
      {totals.every(({ items }) => items === 0) ? (
        <Text className="muted">{t('pickList.nothing')}</Text>
      ) : (
        <Table withTableBorder className="pick-table" maw={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('pickList.product')}</Table.Th>
              <Table.Th ta="right">{t('pickList.items')}</Table.Th>
              <Table.Th ta="right">{t('pickList.masks')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {totals.map(({ product, items, pieces }) => (
              <Table.Tr key={product} data-product={product}>
                <Table.Td>{productName(product)}</Table.Td>
                <Table.Td ta="right" className="numeral" fw={700} fz="lg" data-items={items}>
                  {t('pickList.itemCount', counted(items, i18n.language))}
                </Table.Td>
                <Table.Td ta="right" className="numeral" data-pieces={pieces}>
                  {t('pickList.maskCount', counted(pieces, i18n.language))}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
}
