import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AnalyticsChoices } from '../../../protocol/http/analytics.ts';
import { Dates } from './filters.tsx';
import { type Asked, datesOf, measures, ranges, splits, stepNames } from './question.ts';
import type { ChangeQuestion } from './use-question.ts';

/** What is counted, over which time, split by what, in which steps. */
export function Controls(props: { asked: Asked; change: ChangeQuestion; choices: AnalyticsChoices }) {
  const { asked, change, choices } = props;
  const { t } = useTranslation();
  const options = <T extends string>(values: readonly T[], label: (value: T) => string) =>
    values.map((value) => ({ value, label: label(value) }));
  /** A select tells any text; only what it was given may go on. */
  const pick = <T extends string>(values: readonly T[], text: string, take: (value: T) => void) => {
    const value = values.find((known) => known === text);
    if (value !== undefined) take(value);
  };
  const possible = splits.filter((by) => by !== 'reason' || asked.measure === 'refusals');
  return (
    <section className="analyst-controls" aria-label={t('analyst.question')}>
      <NativeSelect
        label={t('analyst.measure')}
        value={asked.measure}
        data={options(measures, (value) => t(`analyst.measure_${value}`))}
        onChange={({ currentTarget: { value } }) => pick(measures, value, (measure) => change({ measure }))}
      />
      <NativeSelect
        label={t('analyst.range')}
        value={asked.range}
        data={options(ranges, (value) => t(`analyst.range_${value}`))}
        onChange={({ currentTarget: { value } }) =>
          // A range of one's own begins as the one that was shown.
          pick(ranges, value, (range) => change({ range, ...datesOf(asked, choices.today) }))
        }
      />
      {asked.range === 'custom' && <Dates {...props} />}
      <NativeSelect
        label={t('analyst.by')}
        value={asked.by}
        data={options(possible, (value) => t(`analyst.by_${value}`))}
        onChange={({ currentTarget: { value } }) => pick(possible, value, (by) => change({ by }))}
      />
      <NativeSelect
        label={t('analyst.step')}
        value={asked.step}
        data={options(stepNames, (value) => t(`analyst.step_${value}`))}
        onChange={({ currentTarget: { value } }) => pick(stepNames, value, (step) => change({ step }))}
      />
    </section>
  );
}
