import { useTranslation } from 'react-i18next';
import type { Pulse } from '../../../protocol/http/analytics.ts';
import type { Overview } from '../../../protocol/http/figures.ts';
import type { MachineView } from '../../../protocol/http/fleet.ts';
import { counted, formatCount } from '../i18n/format.ts';
import { changeOf } from './change.ts';
import { Figure } from './figure.tsx';
import { Provenance } from './provenance.tsx';

/** The four figures of the city: given today, given in all, machines that serve, and who was refused. */
export function Figures(props: {
  overview: Overview | undefined;
  pulse: Pulse | undefined;
  machines: readonly MachineView[] | undefined;
  now: number;
}) {
  const { overview, pulse, machines, now } = props;
  const { t, i18n } = useTranslation();
  const count = (value: number) => formatCount(value, i18n.language);
  const today = overview?.figures.masksToday;
  const serving = machines?.filter(({ status }) => status === 'ok' || status === 'low').length;
  const main = pulse?.refusedBy[0];
  return (
    <div className="figures">
      <Figure
        name="masksToday"
        label={t('overview.masksToday')}
        value={today}
        unit={t('overview.unit', { count: today ?? 0 })}
        note={
          today === undefined || pulse === undefined ? ' ' : t(...sinceLastWeek(today, pulse.masksLastWeek))
        }
      />
      <Figure
        name="masksTotal"
        label={t('overview.masksTotal')}
        value={overview?.figures.masksTotal}
        unit={t('overview.unit', { count: overview?.figures.masksTotal ?? 0 })}
        note={overview ? <Provenance overview={overview} now={now} /> : ' '}
      />
      <Figure
        name="serving"
        stands
        label={t('overview.serving')}
        value={serving}
        unit={t('overview.ofMachines', { n: count(machines?.length ?? 0) })}
        note={machines && serving !== undefined ? restOf(machines.length, serving) : ' '}
      />
      <Figure
        name="refused"
        label={t('overview.refused')}
        value={pulse?.refusedToday}
        unit={t('overview.people', { count: pulse?.refusedToday ?? 0 })}
        note={
          pulse === undefined
            ? ' '
            : main === undefined
              ? t('overview.refusedNone')
              : t('overview.refusedMain', { reason: t(`reasons.${main.reason}`), n: count(main.count) })
        }
      />
    </div>
  );

  function restOf(all: number, serving: number): string {
    if (all === 0) return t('overview.noMachines');
    return all === serving
      ? t('overview.allServing')
      : t('overview.notServing', counted(all - serving, i18n.language));
  }

  function sinceLastWeek(value: number, before: number | null): [string, Record<string, string>] {
    if (before === null) return ['overview.noLastWeek', {}];
    const change = changeOf(value, before);
    if (change === undefined) return ['overview.lastWeek', { before: count(before) }];
    const key = change > 0 ? 'overview.moreThan' : change < 0 ? 'overview.lessThan' : 'overview.sameAs';
    return [key, { percent: count(Math.abs(change)), before: count(before) }];
  }
}
