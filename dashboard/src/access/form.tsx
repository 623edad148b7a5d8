import { Alert, Button, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { type ComponentProps, type FormEvent, type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { failureWords } from '../api/failure-words.ts';

/** A sheet with a title, in the middle of the page. */
export function Sheet({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} withBorder p="lg" maw={420} mx="auto" mt="md">
      <Stack gap="md">
        <div>
          <Title order={1} size="h3" id={id}>
            {title}
          </Title>
          {hint && (
            <Text size="sm" className="muted">
              {hint}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Paper>
  );
}

/** Fields, what went wrong with them, and the one button; Enter does what the button does. */
export function Form(props: {
  submit: string;
  onSubmit: () => void;
  busy: boolean;
  /** False while there is something to wait for or to fill in. */
  ready?: boolean;
  error: Error | null;
  children: ReactNode;
}) {
  const { submit, onSubmit, busy, ready = true, error, children } = props;
  const { t } = useTranslation();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !busy) onSubmit();
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        {children}
        <div>
          <div role="alert">
            {error && (
              <Alert color="red" variant="light" mb="md" data-notice="refused">
                {failureWords(t, error)}
              </Alert>
            )}
          </div>
          <Button type="submit" size="md" fullWidth loading={busy} disabled={!ready}>
            {submit}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

/** A password's field, which can be shown. */
export function Password(props: ComponentProps<typeof PasswordInput>) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      required
      size="md"
      withAsterisk={false}
      rightSectionWidth={44}
      visibilityToggleButtonProps={{ 'aria-label': t('access.showPassword'), tabIndex: 0 }}
      {...props}
    />
  );
}
