/** One figure of a bench: the runs of it, and where there is one, of its floor in the same run. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly runs: readonly number[];
  readonly floor?: readonly number[];
}

/** What a bench found: its figures, and what else a reader must know. */
export interface Findings {
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
}

/** Min, median and max of runs. */
export function spreadOf(runs: readonly number[]): { min: number; median: number; max: number } {
  const sorted = [...runs].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return {
    min: at(0),
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    max: at(sorted.length - 1),
  };
}

/** The figure's median as a share of its floor's median. */
export function ratioOf({ runs, floor }: Figure): number | undefined {
  return floor === undefined ? undefined : spreadOf(runs).median / spreadOf(floor).median;
}

const shown = (value: number) =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** The figures as a Markdown table: what is printed can stand in docs/performance.md. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { min, median, max } = spreadOf(figure.runs);
    const floor = figure.floor === undefined ? '' : shown(spreadOf(figure.floor).median);
    const ratio = ratioOf(figure);
    return [
      ...[figure.name, figure.unit, shown(min), shown(median), shown(max), floor],
      ratio === undefined ? '' : ratio.toFixed(2),
    ];
  });
  const head = ['what', 'unit', 'min', 'median', 'max', 'floor', 'ratio'];
  const all = [head, head.map(() => '---'), ...rows];
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
