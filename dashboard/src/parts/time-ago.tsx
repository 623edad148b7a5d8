import { Text, type TextProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatAgo, formatInstant } from '../i18n/format.ts';

/** A past instant in words ("5 minutes ago"), the instant itself in the title. `now` in ms on the server's clock. */
export function TimeAgo(props: { at: string; now: number; timeZone: string } & TextProps) {
  const { at, now, timeZone, ...style } = props;
  const { i18n } = useTranslation();
  return (
    <Text component="time" {...style} dateTime={at} title={formatInstant(at, i18n.language, timeZone)}>
      {formatAgo(Date.parse(at), now, i18n.language)}
    </Text>
  );
}
