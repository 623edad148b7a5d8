import type { EChartsCoreOption } from 'echarts/core';
import { runningDecal } from '../chart/running.ts';
import type { ChartTokens } from '../chart/tokens.ts';
import type { Series } from './table-of.ts';

/**
 * Colours that people tell apart whatever their sight (after Okabe and Ito), 3:1 at least against the page; each series
 * has a pattern of its own too.
 */
const colours = {
  light: ['#0b7285', '#b35900', '#5f3dc4', '#00695c', '#a61e4d', '#5c6300'],
  dark: ['#3bc9db', '#f0a830', '#b9a7f0', '#38c59b', '#f783ac', '#e4d94f'],
} as const;
const others = { light: '#868e96', dark: '#909296' } as const;

/** Steps from which on bars are drawn as areas: thousands of bars are nothing to look at, and slow. */
const mostBars = 200;

export interface ChartWords {
  readonly nameOf: (series: Series) => string;
  /** A value with its unit, for the hint at the pointer. */
  readonly valueOf: (value: number) => string;
  /** A value on the axis. */
  readonly countOf: (value: number) => string;
  readonly steps: readonly string[];
  /** The step that has not ended; -1: all have. */
  readonly running: number;
}

/** An answer as a chart: stacked bars of what adds up, lines of what does not. Pure: words and colours are passed in. */
export function chartOption(
  series: readonly Series[],
  kind: 'counts' | 'service',
  scheme: 'light' | 'dark',
  tokens: ChartTokens,
  words: ChartWords,
): EChartsCoreOption {
  const axisText = { color: tokens.muted, fontSize: 12 };
  const isMany = series.length > 1;
  const isDense = words.steps.length > mostBars;
  const colourOf = (one: Series, at: number) =>
    one.kind === 'others' ? others[scheme] : (colours[scheme][at % colours[scheme].length] as string);

  const drawn = series.map((one, at) => {
    const colour = colourOf(one, at);
    const common = { name: words.nameOf(one), data: one.values, itemStyle: { color: colour } };
    if (kind === 'service')
      return {
        ...{ ...common, type: 'line', symbolSize: 6, showSymbol: words.steps.length < 60 },
        lineStyle: { color: colour, width: 2, type: one.kind === 'p95' ? 'dashed' : 'solid' },
      };
    if (isDense)
      return {
        ...{ ...common, type: 'line', stack: 'all', symbol: 'none' },
        ...{ lineStyle: { color: colour, width: 1 }, areaStyle: { color: colour, opacity: 0.75 } },
        // What is not told is a gap, and not a nothing.
        data: one.values.map((value, step) => (one.hidden.has(step) ? null : (value ?? 0))),
      };
    const pale = { color: colour, opacity: 0.45, decal: runningDecal(tokens.text) };
    const data = one.values.map((value, step) =>
      step === words.running ? { value, itemStyle: pale } : value,
    );
    return { ...common, data, type: 'bar', stack: 'all', barMaxWidth: 36 };
  });

  return {
    animation: false,
    // The words are on the chart's place; here it is for the patterns alone.
    aria: { enabled: isMany, label: { enabled: false }, decal: { show: isMany && kind === 'counts' } },
    grid: {
      left: 4,
      right: 8,
      top: isMany ? 36 : 12,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: isMany
      ? {
          ...{ type: 'scroll', top: 0, left: 0, itemHeight: 12, itemWidth: 18, itemGap: 14 },
          ...{ textStyle: { ...axisText, color: tokens.text }, pageTextStyle: axisText },
          ...{ pageIconColor: tokens.text, pageIconInactiveColor: tokens.line },
        }
      : undefined,
    tooltip: {
      ...{ trigger: 'axis', axisPointer: { type: 'shadow' }, confine: true },
      ...{
        backgroundColor: tokens.surface,
        borderColor: tokens.line,
        textStyle: { color: tokens.text, fontSize: 13 },
      },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? words.valueOf(value) : '–'),
    },
    xAxis: {
      type: 'category',
      data: words.steps,
      axisLabel: { ...axisText, hideOverlap: true },
      axisLine: { lineStyle: { color: tokens.line } },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: { ...axisText, formatter: (value: number) => words.countOf(value) },
      splitLine: { lineStyle: { color: tokens.line } },
    },
    series: drawn,
  };
}
