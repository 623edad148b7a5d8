import { Paper, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MachineDetail, MachineStatus, SlotView } from '../../../protocol/http/fleet.ts';
import { counted, formatCount } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { EmptyAt } from '../parts/empty-at.tsx';
import { FillBar, lowShare } from '../parts/fill.tsx';
import { faultsOf } from '../parts/slot-faults.ts';
import { StatusMark, StatusShape } from '../parts/status-mark.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';
import { faultKey } from './words.ts';

/** The machine as it stands: its display on top, its slots below in rows and columns. */
export function Cabinet({ detail, city }: { detail: MachineDetail; city: City }) {
  const { t } = useTranslation();
  const { display, language, machine } = detail;
  const columns = Math.min(4, Math.max(1, Math.ceil(Math.sqrt(machine.slots.length))));
  return (
    <Paper withBorder p="md" component="section" aria-label={t('machine.cabinet')} className="cabinet">
      <div className="cabinet-display">
        <Text size="xs">{t('machine.display')}</Text>
        <Text component="p" m={0} lang={display ? language : undefined} className="cabinet-text" data-display>
          {display ? display.text : t('machine.displayUnknown')}
        </Text>
        {display && <TimeAgo at={display.at} now={city.now} timeZone={city.timeZone} size="xs" />}
      </div>
      {machine.slots.length === 0 ? (
        <Text className="muted">{t('machine.noSlots')}</Text>
      ) : (
        <ol className="cabinet-slots" style={{ '--columns': columns } as React.CSSProperties}>
          {machine.slots.map((slot) => (
            <Slot key={slot.slot} slot={slot} city={city} />
          ))}
        </ol>
      )}
    </Paper>
  );
}

function Slot({ slot, city }: { slot: SlotView; city: City }) {
  const { t, i18n } = useTranslation();
  const { product, stock, reported, capacity, emptyAt, perDay } = slot;
  const count = (value: number) => formatCount(value, i18n.language);
  const name = t('machine.slot', { n: slot.slot + 1 });
  const status = stockStatusOf(slot);
  return (
    <Paper component="li" withBorder p="xs" className="slot" data-slot={slot.slot}>
      <Text size="sm" className="muted">
        {name}
      </Text>
      <Text fw={600} lh={1.25}>
        {product === null ? t('machine.noProduct') : city.productName(product)}
      </Text>
      <Text size="xl" fw={600} className="numeral" lh={1.3} data-stock={stock ?? ''}>
        {stock === null ? '–' : count(stock)}
        <Text span size="sm" className="muted" fw={400}>
          {' '}
          {t('machine.ofCapacity', { n: count(capacity) })}
        </Text>
      </Text>
      <FillBar fill={stock === null || capacity === 0 ? null : stock / capacity} label={name} />
      <Text size="sm" mt={6}>
        <EmptyAt at={emptyAt} empty={stock !== null && stock <= 0} now={city.now} timeZone={city.timeZone} />
      </Text>
      <Text size="xs" className="muted numeral">
        {t('machine.perDay', counted(Math.round(perDay), i18n.language))}
      </Text>
      {(status === 'empty' || status === 'low') && (
        <Text size="sm" mt={4}>
          <StatusMark status={status} />
        </Text>
      )}
      {faultsOf(slot).map((fault) => (
        <Text key={fault} size="sm" mt={4} fw={600} className="status-mark" data-fault={fault}>
          <StatusShape status="fault" />
          {t(faultKey(String(fault)), { defaultValue: t('events.faultOther', { n: fault }) })}
        </Text>
      ))}
      {stock !== null && reported !== null && reported !== stock && (
        <Text size="xs" className="muted numeral">
          {t('machine.reported', counted(reported, i18n.language))}
        </Text>
      )}
    </Paper>
  );
}

/** How a slot's stock stands, in the words of a machine's; low is below a fifth of what it should hold. */
function stockStatusOf({ stock, par, product }: SlotView): MachineStatus {
  if (stock === null || product === null) return 'unknown';
  if (stock <= 0) return 'empty';
  return stock < par * lowShare ? 'low' : 'ok';
}
