import { Alert, Button, Group, List, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PolicyReview } from '../../../protocol/http/policies.ts';
import { newId } from '../api/new-id.ts';
import { Failure } from '../parts/failure.tsx';
import { Changes } from './changes.tsx';
import { Result } from './result.tsx';
import { useCheck, usePublish, useWhatIf } from './use-policies.ts';

/** A draft: written, checked, tried on what was asked, published. `text`: of the version in force, to begin with. */
export function Draft(props: {
  text: string;
  version: number;
  today: string;
  timeZone: string;
  mayTry: boolean;
  mayPublish: boolean;
}) {
  const { version, today, timeZone, mayTry, mayPublish } = props;
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const check = useCheck();
  const change = (next: string) => {
    setText(next);
    check.reset();
  };
  const isClean = check.data !== undefined && check.data.mistakes.length === 0;
  return (
    <Stack gap="sm" className="policy-draft">
      <Title order={2} size="h5">
        {t('policy.draft')}
      </Title>
      <Textarea
        aria-label={t('policy.draft')}
        description={t('policy.draftHint')}
        autosize
        minRows={8}
        maxRows={28}
        spellCheck={false}
        value={text}
        onChange={({ currentTarget: { value } }) => change(value)}
      />
      <Group gap="sm">
        <Button variant="default" onClick={() => change(props.text)}>
          {t('policy.startFrom', { n: version })}
        </Button>
        <Button onClick={() => check.mutate({ text })} loading={check.isPending} disabled={text === ''}>
          {t('policy.check')}
        </Button>
      </Group>
      {check.error && <Failure isAct error={check.error} retry={() => check.mutate({ text })} />}
      {check.data && <Review review={check.data} />}
      {isClean && mayTry && <Trial {...{ text, today, timeZone }} />}
      {isClean &&
        (mayPublish ? <Publishing text={text} /> : <Text className="muted">{t('policy.onlyAdmin')}</Text>)}
    </Stack>
  );
}

function Review({ review: { mistakes, warnings, changes } }: { review: PolicyReview }) {
  const { t } = useTranslation();
  if (mistakes.length > 0)
    return (
      <Alert
        color="red"
        variant="light"
        role="status"
        title={t('policy.mistakes')}
        data-mistakes={mistakes.length}
      >
        <List size="sm">
          {mistakes.map(({ path, value, allowed }) => (
            <List.Item key={path}>{t('policy.mistake', { path, value, allowed })}</List.Item>
          ))}
        </List>
      </Alert>
    );
  return (
    <Stack gap="sm" role="status" data-clean>
      <Text>{t('policy.noMistakes')}</Text>
      {warnings.length > 0 && (
        <Alert color="orange" variant="light" title={t('policy.odd')}>
          <List size="sm">
            {warnings.map(({ path, says }) => (
              <List.Item key={path + says}>{`${path}: ${says}`}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Title order={3} size="h5">
        {t('policy.changes')}
      </Title>
      <Changes changes={changes} />
    </Stack>
  );
}

function Trial({ text, today, timeZone }: { text: string; today: string; timeZone: string }) {
  const { t } = useTranslation();
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(today);
  const trial = useWhatIf();
  const ask = () => trial.mutate({ text, from, to });
  const day = (label: string, value: string, set: (value: string) => void) => (
    <TextInput
      type="date"
      label={label}
      value={value}
      onChange={({ currentTarget }) => set(currentTarget.value)}
    />
  );
  return (
    <Stack gap="sm" data-trial>
      <Title order={3} size="h5">
        {t('policy.tryIt')}
      </Title>
      <Text size="sm" className="muted">
        {t('policy.tryHint')}
      </Text>
      <Group gap="sm" align="end">
        {day(t('policy.firstDay'), from, setFrom)}
        {day(t('policy.lastDay'), to, setTo)}
        <Button variant="default" onClick={ask} loading={trial.isPending} disabled={from === '' || to === ''}>
          {t('policy.tryIt')}
        </Button>
      </Group>
      {trial.isPending && (
        <Text size="sm" role="status">
          {t('policy.trying')}
        </Text>
      )}
      {trial.error && <Failure isAct error={trial.error} retry={ask} />}
      {trial.data && <Result found={trial.data} timeZone={timeZone} />}
    </Stack>
  );
}

/** Of one draft one version is made, however often the button is pressed. */
function Publishing({ text }: { text: string }) {
  const { t } = useTranslation();
  const [id] = useState(newId);
  const [at, setAt] = useState('now');
  const [note, setNote] = useState('');
  const publish = usePublish();
  const act = () => publish.mutate({ id, text, at, note });
  if (publish.data)
    return (
      <Alert color="green" variant="light" role="status" data-published={publish.data.version}>
        {t('policy.published', { n: publish.data.version })}
      </Alert>
    );
  return (
    <Stack gap="sm" maw={480}>
      <Title order={3} size="h5">
        {t('policy.publish')}
      </Title>
      <TextInput
        label={t('policy.publishAt')}
        description={t('policy.publishAtHint')}
        value={at}
        onChange={({ currentTarget: { value } }) => setAt(value)}
      />
      <TextInput
        label={t('policy.note')}
        value={note}
        minLength={3}
        maxLength={500}
        onChange={({ currentTarget: { value } }) => setNote(value)}
      />
      {publish.error && <Failure isAct error={publish.error} retry={act} />}
      <Button
        style={{ alignSelf: 'start' }}
        onClick={act}
        loading={publish.isPending}
        disabled={note.length < 3}
      >
        {t('policy.publish')}
      </Button>
    </Stack>
  );
}
