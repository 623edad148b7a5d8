import type { EChartsCoreOption } from 'echarts/core';
import type { Pulse } from '../../../protocol/http/analytics.ts';
import { runningDecal } from '../chart/running.ts';
import type { ChartTokens } from '../chart/tokens.ts';

/**
 * Today's masks by the hour as bars, in front of the band of a normal day. Pure: words and colours are passed in.
 * The hour that runs is always named, every `everyHours`th where it leaves that room: what a chart chooses by itself
 * names every fourth or seventh hour, and the running one by chance.
 */
export function hoursOption(
  { hours, normalDays }: Pick<Pulse, 'hours' | 'normalDays'>,
  tokens: ChartTokens,
  words: {
    today: string;
    normal: string;
    range: string;
    hour: (hour: number) => string;
    /** The hour that has not ended. */
    running: (hour: number) => string;
    count: (n: number) => string;
  },
  everyHours: number,
): EChartsCoreOption {
  const running = hours.findLastIndex(({ masks }) => masks !== null);
  const isNamed = (at: number) =>
    at === running || (at % everyHours === 0 && (running < 0 || Math.abs(at - running) >= everyHours));
  const hasNormal = hours.some(({ normal }) => normal !== null);
  const axisText = { color: tokens.muted, fontSize: 12 };
  const invisible = { lineStyle: { opacity: 0 }, symbol: 'none', silent: true, tooltip: { show: false } };
  const fill = { color: tokens.band, opacity: 0.28 };
  // One day has no lowest and highest.
  const band = { name: words.range, icon: 'roundRect', itemStyle: fill };
  return {
    animation: false,
    aria: { enabled: false },
    grid: { left: 4, right: 8, top: 28, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    legend: {
      ...{ top: 0, right: 0, itemHeight: 10, itemWidth: 14, textStyle: axisText },
      data: [words.today, ...(hasNormal ? [words.normal] : []), ...(normalDays > 1 ? [band] : [])],
    },
    tooltip: {
      trigger: 'axis',
      valueFormatter: (value: unknown) => (typeof value === 'number' ? words.count(value) : '–'),
    },
    xAxis: {
      type: 'category',
      data: hours.map(({ hour }, at) => (at === running ? words.running(hour) : words.hour(hour))),
      axisLabel: { ...axisText, hideOverlap: true, interval: isNamed },
      axisLine: { lineStyle: { color: tokens.line } },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: { ...axisText, formatter: (value: number) => words.count(value) },
      splitLine: { lineStyle: { color: tokens.line } },
    },
    series: [
      // The band is two stacked areas: an unseen one up to the lowest, and the difference to the highest.
      { name: 'low', type: 'line', stack: 'band', data: hours.map(({ low }) => low), ...invisible },
      {
        ...{ name: words.range, type: 'line', stack: 'band', ...invisible },
        data: hours.map(({ low, high }) => (low === null || high === null ? null : high - low)),
        areaStyle: fill,
      },
      {
        ...{ name: words.normal, type: 'line', symbol: 'none' },
        data: hours.map(({ normal }) => normal),
        lineStyle: { color: tokens.band, type: 'dashed', width: 2 },
        itemStyle: { color: tokens.band },
      },
      {
        ...{ name: words.today, type: 'bar', barMaxWidth: 22 },
        // The hour that runs is not to be taken for a quiet one.
        data: hours.map(({ masks }, at) =>
          at === running
            ? {
                value: masks,
                itemStyle: { color: tokens.accent, opacity: 0.45, decal: runningDecal(tokens.text) },
              }
            : masks,
        ),
        itemStyle: { color: tokens.accent, borderRadius: [3, 3, 0, 0] },
      },
    ],
  };
}
