import { Paper, Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../i18n/format.ts';
import { useCountUp } from '../live/use-count-up.ts';

/**
 * One large figure with its unit, and a line that says how to take it; a skeleton of the same height until it is known.
 * `name` marks it for tests and readers of the page. A figure `stands` where its note speaks of the same number: on its
 * way it would contradict it.
 */
export function Figure(props: {
  name: string;
  label: string;
  value: number | undefined;
  unit: string;
  note: ReactNode;
  stands?: true;
}) {
  const { name, label, value, unit, note, stands } = props;
  const { t, i18n } = useTranslation();
  return (
    <Paper
      withBorder
      className="figure"
      data-name={name}
      component="section"
      aria-label={label}
      aria-busy={value === undefined}
    >
      <Text size="sm" className="muted">
        {label}
      </Text>
      {value === undefined ? (
        <Skeleton h={40} w="60%" role="status" aria-label={t('overview.loading')} />
      ) : (
        <p className="figure-value numeral" data-figure={name} data-value={value}>
          {stands ? <span>{formatCount(value, i18n.language)}</span> : <Counting value={value} />}
          <span className="figure-unit muted">{unit}</span>
        </p>
      )}
      <Text size="sm" component="div" className="muted figure-note">
        {note}
      </Text>
    </Paper>
  );
}

/** On its own, so that nothing else is drawn anew while it counts. */
function Counting({ value }: { value: number }) {
  const { i18n } = useTranslation();
  return <span>{formatCount(useCountUp(value), i18n.language)}</span>;
}
