import { expect, it } from 'vitest';
import { chartOption } from '../../dashboard/src/analyst/chart-option.ts';
import { hoursOption } from '../../dashboard/src/overview/hours-option.ts';

const hourOf = (hour: number, masks: number | null) => ({
  ...{ hour, at: '2020-05-20T00:00:00.000Z', masks, low: null, normal: null, high: null },
});
const tokens = {
  accent: '#0b7285',
  band: '#868e96',
  line: '#ced4da',
  muted: '#495057',
  text: '#1a1d21',
  surface: '#fff',
};
const words = {
  ...{ today: 'today', normal: 'normal', range: 'range', count: String },
  hour: (hour: number) => `${hour}:00`,
  running: (hour: number) => `${hour}:00 so far`,
};

it('a step of an analysis that has not ended is striped and pale, whatever it is split by', () => {
  const series = [
    { key: 'a', values: [5, 3] },
    { key: 'b', values: [2, null] },
  ] as unknown as Parameters<typeof chartOption>[0];
  const named = { nameOf: () => 'a', valueOf: String, countOf: String, steps: ['Tue', 'Wed, so far'] };
  const drawn = (running: number) =>
    chartOption(series, 'counts', 'light', tokens, { ...named, running }) as {
      series: { data: unknown[] }[];
    };
  const pale = { itemStyle: { opacity: 0.45, decal: { symbol: 'rect' } } };
  expect(drawn(1).series.map(({ data }) => data)).toMatchObject([
    [5, { value: 3, ...pale }],
    [2, { value: null, ...pale }],
  ]);
  expect(drawn(-1).series[0]?.data).toEqual([5, 3]);
});

it('the hour that runs is striped, pale and named so: nobody takes it for a quiet one', () => {
  const hours = [hourOf(0, 12), hourOf(1, 7), hourOf(2, 3), hourOf(3, null)];
  const option = hoursOption({ hours, normalDays: 0 }, tokens, words, 3) as {
    xAxis: { data: string[] };
    series: { name: string; data: unknown[] }[];
  };
  expect(option.xAxis.data).toEqual(['0:00', '1:00', '2:00 so far', '3:00']);
  const [first, second, running, later] = option.series.find(({ name }) => name === 'today')?.data ?? [];
  expect([first, second, later]).toEqual([12, 7, null]);
  expect(running).toMatchObject({ value: 3, itemStyle: { opacity: 0.45, decal: { symbol: 'rect' } } });
});

it('the hour that runs is always named, and the others every third or sixth as far as it leaves room', () => {
  const named = (running: number, everyHours: number) => {
    const hours = Array.from({ length: 24 }, (_, hour) => hourOf(hour, hour > running ? null : 1));
    const { xAxis } = hoursOption({ hours, normalDays: 0 }, tokens, words, everyHours) as {
      xAxis: { axisLabel: { interval: (at: number) => boolean } };
    };
    return hours.map(({ hour }) => hour).filter(xAxis.axisLabel.interval);
  };
  expect(named(16, 3)).toEqual([0, 3, 6, 9, 12, 16, 21]);
  expect(named(15, 3)).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
  expect(named(17, 6)).toEqual([0, 6, 17]);
  expect(named(-1, 6)).toEqual([0, 6, 12, 18]);
});
