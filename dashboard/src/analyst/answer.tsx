import { Anchor, Button, Group, Skeleton, Text, Title, useComputedColorScheme } from '@mantine/core';
import { lazy, Suspense, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnalyticsAnswer, AnalyticsChoices } from '../../../protocol/http/analytics.ts';
import { useChartTokens } from '../chart/tokens.ts';
import { formatCount } from '../i18n/format.ts';
import { AnswerTable } from './answer-table.tsx';
import { chartOption } from './chart-option.ts';
import { HiddenNotice } from './hidden.tsx';
import { KeyTable } from './key-table.tsx';
import { nameOf, type Offers } from './names.ts';
import { Late, Note } from './note.tsx';
import { type Asked, datesOf, queryOf, stepOf } from './question.ts';
import { createStepWords } from './step-words.ts';
import { type Series, seriesOf } from './table-of.ts';
import { thanOf } from './title.ts';
import type { ChangeQuestion } from './use-question.ts';

const Chart = lazy(() => import('../chart/chart.tsx'));

interface AnswerProps {
  readonly asked: Asked;
  readonly change: ChangeQuestion;
  readonly answer: AnalyticsAnswer;
  readonly choices: AnalyticsChoices;
  readonly offers: Offers;
  readonly title: string;
  readonly now: number;
}

/** The proof of the title: the chart, its numbers as tables, and what they mean. */
export function Answer(props: AnswerProps) {
  const { asked, answer, offers, title, choices, now } = props;
  const { t, i18n } = useTranslation();
  const tokens = useChartTokens();
  const scheme = useComputedColorScheme('light');
  const { language } = i18n;
  const { measure, by } = asked;
  const isService = measure === 'service';
  const step = stepOf(asked, choices.today);
  const unit = t(`analyst.unit_${measure}`);

  const series = useMemo(() => seriesOf(answer, isService), [answer, isService]);
  const steps = useMemo(
    () => answer.steps.map(createStepWords(step, answer.steps, language, answer.timeZone)),
    [answer, step, language],
  );
  // What has not ended is not to be taken for little.
  const isOfNow = datesOf(asked, choices.today).to >= choices.today;
  const running = isOfNow ? answer.steps.findLastIndex((at) => Date.parse(at) <= now) : -1;
  const nameOfSeries = useCallback(
    (one: Series) => {
      if (one.kind === 'others') return t('analyst.others');
      if (one.kind === 'p95') return t('analyst.p95');
      return by === 'none' ? unit : nameOf(one.key, by, offers, t);
    },
    [by, unit, offers, t],
  );
  const option = useMemo(() => {
    const count = (value: number) => formatCount(value, language);
    return chartOption(series, isService ? 'service' : 'counts', scheme, tokens, {
      nameOf: nameOfSeries,
      valueOf: (value) => `${count(value)} ${unit}`,
      countOf: count,
      steps: steps.map((step, at) => (at === running ? t('analyst.soFar', { step }) : step)),
      running,
    });
  }, [series, steps, running, t, isService, scheme, tokens, language, unit, nameOfSeries]);

  if (answer.rows.length === 0) return <Nothing {...props} />;
  const csv = queryOf(asked, choices.today);
  csv.set('language', language);
  return (
    <>
      <Late answer={answer} />
      <HiddenNotice answer={answer} />
      {answer.rows.some(({ value }) => value !== null) && (
        <div className="analyst-chart">
          <Suspense fallback={<Skeleton h="100%" />}>
            <Chart option={option} label={`${title} ${t('analyst.chartHint')}`} />
          </Suspense>
        </div>
      )}
      <Group justify="space-between" gap="sm">
        <Title order={2} size="h5">
          {t('analyst.numbers')}
        </Title>
        <Anchor href={`/api/analytics.csv?${csv}`} download>
          {t('analyst.csv')}
        </Anchor>
      </Group>
      {by !== 'none' && (
        <KeyTable
          caption={t('analyst.keysCaption')}
          head={t(`analyst.by_${by}`)}
          unit={unit}
          answer={answer}
          nameOf={(key) => nameOf(key, by, offers, t)}
          isService={isService}
          than={t(...thanOf(asked, choices.today, 'time'))}
        />
      )}
      <AnswerTable
        key={csv.toString()}
        caption={t(`analyst.stepsCaption_${step}`)}
        head={t(`analyst.step_${step}`)}
        steps={steps}
        series={series}
        nameOf={nameOfSeries}
        sums={series.length > 1 && !isService}
      />
      <Note first={choices.first} asked={asked} answer={answer} now={now} />
    </>
  );
}

/** Nothing to draw: said, with what to do about it. */
function Nothing({ asked, answer, change, choices, now }: AnswerProps) {
  const { t } = useTranslation();
  return (
    <>
      <Late answer={answer} />
      <div className="analyst-nothing" data-empty>
        <Text>{t('analyst.nothing')}</Text>
        <Button
          variant="default"
          onClick={() => change({ range: 'last60', districts: [], machines: [], products: [], reasons: [] })}
        >
          {t('analyst.widen')}
        </Button>
      </div>
      <Note first={choices.first} asked={asked} answer={answer} now={now} />
    </>
  );
}
