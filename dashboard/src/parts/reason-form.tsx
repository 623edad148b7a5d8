import { Button, Group, Stack, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** As the API takes it (protocol/http). */
const maxReason = 500;

/** What stands in a dialog that asks why: what the act does, the reason, and the two ways out. */
export function ReasonForm(props: {
  /** What is done, and fields of its own. */
  children: ReactNode;
  reason: string;
  change: (reason: string) => void;
  /** False while something is missing. */
  ready: boolean;
  busy: boolean;
  /** What went wrong. */
  failure: ReactNode;
  submit: string;
  send: () => void;
  close: () => void;
  /** The first field is the reason's. */
  first?: boolean;
}) {
  const { children, reason, change, ready, busy, failure, submit, send, close, first = true } = props;
  const { t } = useTranslation();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !busy) send();
      }}
    >
      <Stack gap="md">
        {children}
        <Textarea
          label={t('commands.reason')}
          description={t('commands.reasonHint')}
          required
          autosize
          minRows={2}
          maxLength={maxReason}
          {...(first ? { 'data-autofocus': true } : {})}
          value={reason}
          onChange={({ currentTarget: { value } }) => change(value)}
        />
        {failure}
        <Group justify="end">
          <Button variant="default" onClick={close}>
            {t('commands.cancel')}
          </Button>
          <Button type="submit" disabled={!ready} loading={busy}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
