import { Button, Group, Paper, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import type { PickList } from '../../../protocol/http/restock.ts';
import { useMayOperate } from '../access/use-session.ts';
import { formatCount } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { isEmpty } from '../machines/machine-row.ts';
import { EmptyAt } from '../parts/empty-at.tsx';
import { MachineLink } from '../parts/machine-link.tsx';

/** A stop, and the machine itself as far as it is known. */
type Stop = PickList['machines'][number] & { readonly known: MachineView | undefined };

/** What each machine gets, stop by stop, slot by slot, with a box to tick on paper. */
export function PickMachines(props: { stops: readonly Stop[]; city: City }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="pick-stops">
      <Title order={2} size="h5" id="pick-stops" mb="xs">
        {t('pickList.stops')}
      </Title>
      <ol className="pick-stops">
        {props.stops.map((stop, at) => (
          <StopCard key={stop.machine} stop={stop} number={at + 1} city={props.city} />
        ))}
      </ol>
    </section>
  );
}

function StopCard(props: { stop: Stop; number: number; city: City }) {
  const { stop, number, city } = props;
  const { productName } = city;
  const { t, i18n } = useTranslation();
  const count = (value: number) => formatCount(value, i18n.language);
  const mayOperate = useMayOperate();
  const right = { ta: 'right', className: 'numeral' } as const;
  const slots = stop.slots.filter(({ load }) => load > 0);
  // Said once where all slots hold the same: on a phone it would break each row.
  const products = new Set(slots.map(({ product }) => product));
  const only = products.size === 1 ? [...products][0] : undefined;
  return (
    <Paper component="li" withBorder p="sm" className="pick-stop" data-stop={stop.machine}>
      <Group justify="space-between" gap="xs" className="pick-head">
        <div>
          <Text fw={600}>
            {number}. <MachineLink id={stop.machine} name={stop.name} inherit />
            <Text span className="muted" fw={400}>
              {stop.district === '' ? '' : ` · ${stop.district}`}
            </Text>
          </Text>
          {stop.known !== undefined && (
            <Text size="sm" data-empties>
              <EmptyAt at={stop.known.emptyAt} empty={isEmpty(stop.known)} {...city} />
            </Text>
          )}
        </div>
        {mayOperate && (
          <Button
            {...{ component: Link, href: `/machines/${stop.machine}/visit` }}
            size="sm"
            className="no-print"
            // A stop that needs nothing does not ask to be made.
            variant={slots.length === 0 ? 'default' : 'filled'}
          >
            {t('pickList.visit')}
          </Button>
        )}
      </Group>
      {only !== undefined && <Text fw={600}>{productName(only)}</Text>}
      {slots.length === 0 ? (
        <Text className="muted">{t('pickList.noSlots')}</Text>
      ) : (
        <Table data-only={only} verticalSpacing={6} horizontalSpacing={6} className="pick-table">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('pickList.slot')}</Table.Th>
              {only === undefined && <Table.Th>{t('pickList.product')}</Table.Th>}
              <Table.Th ta="right">{t('pickList.stock')}</Table.Th>
              <Table.Th ta="right">{t('pickList.par')}</Table.Th>
              <Table.Th ta="right">{t('pickList.load')}</Table.Th>
              <Table.Th className="only-print">
                <span className="tick" />
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {slots.map(({ slot, product, stock, par, load }) => (
              <Table.Tr key={slot} data-slot={slot} data-load={load}>
                <Table.Td className="numeral">{slot + 1}</Table.Td>
                {only === undefined && <Table.Td>{productName(product)}</Table.Td>}
                <Table.Td {...right}>{count(stock)}</Table.Td>
                <Table.Td {...right}>{count(par)}</Table.Td>
                <Table.Td {...right} fw={700}>
                  {count(load)}
                </Table.Td>
                <Table.Td className="only-print">
                  <span className="tick" />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  );
}
