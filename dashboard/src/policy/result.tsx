import { List, Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { assumptions, type Compared, type WhatIf } from '../../../protocol/http/what-if.ts';
import { formatCount, formatMoment } from '../i18n/format.ts';

/** The table's columns: what happened and what would have, beside each other. */
const columns = [
  { of: 'requests', head: 'requests', read: (one: Compared) => one.requests },
  { of: 'granted', head: 'granted', read: (one: Compared) => one.happened.granted },
  { of: 'wouldGrant', head: 'would', read: (one: Compared) => one.would.granted },
  { of: 'masks', head: 'masks', read: (one: Compared) => one.happened.masks },
  { of: 'wouldMasks', head: 'would', read: (one: Compared) => one.would.masks },
  { of: 'cutOff', head: 'cutOff', read: (one: Compared) => one.cutOff },
  { of: 'gained', head: 'gained', read: (one: Compared) => one.gained },
] as const;

/** What a what-if found: in all and by district, why there were refusals, and what it could not know. */
export function Result({ found, timeZone }: { found: WhatIf; timeZone: string }) {
  const { t, i18n } = useTranslation();
  const count = (value: number) => formatCount(value, i18n.language);
  const { total, districts, reasons } = found;
  const right = { ta: 'right', className: 'numeral' } as const;
  const row = (name: string, one: Compared) => (
    <Table.Tr key={name} data-district={name}>
      <Table.Td>{name}</Table.Td>
      {columns.map(({ of, read }) => (
        <Table.Td key={of} {...right}>
          {count(read(one))}
        </Table.Td>
      ))}
    </Table.Tr>
  );
  return (
    <Stack gap="sm" data-what-if>
      <Title order={3} size="h5">
        {t('policy.result', { requests: count(total.requests), cards: count(total.cards) })}
      </Title>
      <section className="policy-scroll" aria-label={t('policy.place')} {...{ tabIndex: 0 }}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('policy.place')}</Table.Th>
              {columns.map(({ of, head }) => (
                <Table.Th key={of} ta="right">
                  {t(`policy.${head}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {row(t('policy.inAll'), total)}
            {districts.map((one) => row(one.district || t('policy.noDistrict'), one))}
          </Table.Tbody>
        </Table>
      </section>
      {reasons.length > 0 && (
        <section className="policy-scroll" aria-label={t('policy.reason')} {...{ tabIndex: 0 }}>
          <Table maw={480}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('policy.reason')}</Table.Th>
                <Table.Th ta="right">{t('policy.happened')}</Table.Th>
                <Table.Th ta="right">{t('policy.would')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {reasons.map(({ reason, happened, would }) => (
                <Table.Tr key={reason} data-reason={reason}>
                  <Table.Td>{t(`reasons.${reason}`, { defaultValue: reason })}</Table.Td>
                  <Table.Td {...right}>{count(happened)}</Table.Td>
                  <Table.Td {...right}>{count(would)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
      <Unknown found={found} timeZone={timeZone} />
    </Stack>
  );
}

function Unknown({ found, timeZone }: { found: WhatIf; timeZone: string }) {
  const { t, i18n } = useTranslation();
  const { since, assumed, hidden, products } = found;
  return (
    <div>
      <Text fw={600}>{t('policy.unknown')}</Text>
      <List size="sm">
        <List.Item>{t('policy.unknown_people')}</List.Item>
        {hidden > 0 && (
          <List.Item>{t('policy.unknown_hidden', { n: formatCount(hidden, i18n.language) })}</List.Item>
        )}
        {since !== null && (
          <List.Item>
            {t('policy.unknown_since', { when: formatMoment(since, i18n.language, timeZone) })}
          </List.Item>
        )}
        {assumptions
          .filter((one) => assumed[one] > 0)
          .map((one) => (
            <List.Item key={one} data-assumed={one}>
              {t(`policy.unknown_${one}`, { n: formatCount(assumed[one], i18n.language) })}
            </List.Item>
          ))}
        {products.length > 0 && (
          <List.Item>{t('policy.unknown_products', { list: products.join(', ') })}</List.Item>
        )}
      </List>
    </div>
  );
}
