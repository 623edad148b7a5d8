import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { VoucherBatch } from '../../../protocol/http/vouchers.ts';
import { useMayOperate } from '../access/use-session.ts';
import { counted, formatCount, formatDay } from '../i18n/format.ts';
import type { City } from '../live/use-city.ts';
import { TimeAgo } from '../parts/time-ago.tsx';
import { dayAt } from './dates.ts';
import { standingOf } from './standing.ts';

/** A batch: what it promises, how far it was used, and what can be done with it. */
export function BatchRow(props: {
  batch: VoucherBatch;
  city: City;
  print: () => void;
  withdraw: () => void;
}) {
  const { batch, city, print, withdraw } = props;
  const { t, i18n } = useTranslation();
  const mayOperate = useMayOperate();
  const standing = standingOf(batch, city.now);
  const { id, name, product, masks, count, redeemed, partly, left, madeBy, madeAt, reason } = batch;
  const day = (atMs: number) => formatDay(dayAt(atMs, city.timeZone), i18n.language);
  const when = { from: day(Date.parse(batch.validFrom)), until: day(Date.parse(batch.validUntil) - 1) };
  const n = (value: number) => formatCount(value, i18n.language);
  return (
    <li data-batch={id} data-standing={standing}>
      <div>
        <Text fw={600} component="div" className="batch-name">
          {name} <span className="muted batch-id">{id}</span>
        </Text>
        <Text size="sm" className="numeral">
          {[
            t('vouchers.vouchers', counted(count, i18n.language)),
            city.productName(product),
            t('vouchers.each', counted(masks, i18n.language)),
          ].join(' · ')}
        </Text>
        <Text size="sm">
          {standing === 'withdrawn'
            ? t('vouchers.withdrawn', { name: batch.withdrawnBy })
            : t(`vouchers.${standing}`, when)}
          {reason !== null && ` · “${reason}”`}
        </Text>
        <span
          className="batch-bar"
          role="img"
          aria-label={t('vouchers.bar', { name, used: n(redeemed + partly), count: n(count) })}
        >
          <span data-part="redeemed" style={{ flexGrow: redeemed }} />
          <span data-part="partly" style={{ flexGrow: partly }} />
          <span style={{ flexGrow: left }} />
        </span>
        <Text size="sm" className="numeral" component="div">
          {t('vouchers.used', { n: n(redeemed) })}
          {partly > 0 && ` · ${t('vouchers.partly', { n: n(partly) })}`}
          {` · ${t('vouchers.left', { n: n(left) })}`}
          <span className="muted">
            {` · ${t('vouchers.madeBy', { name: madeBy })} `}
            <TimeAgo span inherit at={madeAt} now={city.now} timeZone={city.timeZone} />
          </span>
        </Text>
      </div>
      {mayOperate && standing !== 'withdrawn' && (
        <div className="batch-acts">
          <Button variant="default" onClick={print} aria-label={`${t('vouchers.print')} ${name}`}>
            {t('vouchers.print')}
          </Button>
          <Button
            {...{ component: 'a', href: `/api/vouchers/${id}/codes.csv`, download: true }}
            variant="default"
            aria-label={`${t('vouchers.csv')} ${name}`}
          >
            {t('vouchers.csv')}
          </Button>
          <Button variant="default" onClick={withdraw} aria-label={`${t('vouchers.withdraw')} ${name}`}>
            {t('vouchers.withdraw')}
          </Button>
        </div>
      )}
    </li>
  );
}
