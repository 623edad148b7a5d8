import { ActionIcon, Button, Group, Text, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { maxCount } from './draft.ts';

/** Digits that a count has at most. */
const maxDigits = String(maxCount).length;

/**
 * A count with − and + for a thumb and the number pad for more. `usual`: what it most likely is, in one touch.
 * `value` null: nobody has counted yet.
 */
export function Counter(props: {
  name: string;
  hint: string;
  value: number | null;
  usual?: { readonly label: string; readonly value: number } | undefined;
  field: string;
  error?: string | undefined;
  change: (value: number | null) => void;
}) {
  const { name, hint, value, usual, field, error, change } = props;
  const { t } = useTranslation();
  const id = useId();
  const step = (by: number) => change(Math.min(maxCount, Math.max(0, (value ?? 0) + by)));
  const read = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, maxDigits);
    change(digits === '' ? null : Number(digits));
  };
  return (
    <div className="counter" data-field={field}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <div>
          <Text component="label" htmlFor={id} fw={600}>
            {name}
          </Text>
          <Text size="sm" className="muted">
            {hint}
          </Text>
        </div>
        {usual && (
          <Button
            variant="default"
            size="md"
            className="touch-button"
            onClick={() => change(usual.value)}
            data-usual
          >
            {usual.label}
          </Button>
        )}
      </Group>
      <Group gap="xs" wrap="nowrap" mt={4}>
        <ActionIcon
          variant="default"
          className="counter-step"
          aria-label={t('visit.less', { name })}
          disabled={value === null || value === 0}
          onClick={() => step(-1)}
        >
          −
        </ActionIcon>
        <TextInput
          id={id}
          className="counter-input"
          inputMode="numeric"
          pattern="[0-9]*"
          autoComplete="off"
          enterKeyHint="done"
          placeholder="–"
          error={error}
          value={value === null ? '' : String(value)}
          onFocus={({ currentTarget }) => currentTarget.select()}
          onChange={({ currentTarget }) => read(currentTarget.value)}
        />
        <ActionIcon
          variant="default"
          className="counter-step"
          aria-label={t('visit.more', { name })}
          onClick={() => step(1)}
        >
          +
        </ActionIcon>
      </Group>
    </div>
  );
}
