import { useComputedColorScheme } from '@mantine/core';

/** Colours of charts. An SVG attribute takes no `light-dark()`, so the scheme chooses here. */
export interface ChartTokens {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly accent: string;
  readonly band: string;
}

const tokens: Record<'light' | 'dark', ChartTokens> = {
  light: {
    text: '#212529',
    muted: '#495057',
    line: '#dee2e6',
    surface: '#ffffff',
    accent: '#0b7285',
    band: '#adb5bd',
  },
  dark: {
    text: '#e9ecef',
    muted: '#b8bec5',
    line: '#424448',
    surface: '#242424',
    accent: '#3bc9db',
    band: '#868e96',
  },
};

/** The colours of the scheme that the page shows. */
export function useChartTokens(): ChartTokens {
  return tokens[useComputedColorScheme('light')];
}
