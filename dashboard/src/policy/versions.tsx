import { Anchor, Badge, NativeSelect, Skeleton, Stack, Table, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { PolicyVersion } from '../../../protocol/http/policies.ts';
import { formatMoment } from '../i18n/format.ts';
import { Failure } from '../parts/failure.tsx';
import { Changes } from './changes.tsx';
import { usePolicyChanges, usePolicyText } from './use-policies.ts';

/** Every version, and a link to read each. */
export function VersionList(props: {
  versions: readonly PolicyVersion[];
  read: number | undefined;
  timeZone: string;
}) {
  const { versions, read, timeZone } = props;
  const { t, i18n } = useTranslation();
  return (
    <section className="policy-scroll" aria-label={t('policy.versions')} {...{ tabIndex: 0 }}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {(['versions', 'standing', 'from', 'by', 'why'] as const).map((head) => (
              <Table.Th key={head}>{t(`policy.${head}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {versions.map(({ version, standing, effectiveAt, publishedAt, publisher, note }) => (
            <Table.Tr key={version} data-version={version} data-standing={standing}>
              <Table.Td>
                <Anchor
                  component={Link}
                  underline="always"
                  href={`/policy?version=${version}`}
                  className="touch-link"
                  aria-current={version === read ? 'true' : undefined}
                >
                  {t('policy.version', { n: version })}
                </Anchor>
              </Table.Td>
              <Table.Td>
                <Badge size="lg" variant={standing === 'in-force' ? 'filled' : 'default'}>
                  {t(`policy.standing_${standing}`)}
                </Badge>
              </Table.Td>
              <Table.Td data-head={t('policy.from')}>
                {formatMoment(effectiveAt, i18n.language, timeZone)}
              </Table.Td>
              <Table.Td data-head={t('policy.by')}>
                {publishedAt === null ? t('policy.fromFile') : publisher}
              </Table.Td>
              <Table.Td data-head={t('policy.why')}>{note}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** One version's text, held against another. */
export function VersionText(props: {
  versions: readonly PolicyVersion[];
  version: number;
  against: number | undefined;
  compare: (version: number | undefined) => void;
}) {
  const { versions, version, against, compare } = props;
  const { t } = useTranslation();
  const text = usePolicyText(version);
  const changes = usePolicyChanges(against, version);
  const others = versions.filter((one) => one.version !== version);
  const error = text.error ?? changes.error;
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        {t('policy.version', { n: version })}
      </Title>
      {others.length > 0 && (
        <NativeSelect
          maw={{ base: '100%', sm: 320 }}
          label={t('policy.against')}
          value={against ?? ''}
          onChange={({ currentTarget: { value } }) => compare(value === '' ? undefined : Number(value))}
          data={[
            { value: '', label: t('policy.noOther') },
            ...others.map((one) => ({
              value: String(one.version),
              label: t('policy.version', { n: one.version }),
            })),
          ]}
        />
      )}
      {error && <Failure error={error} retry={() => void Promise.all([text.refetch(), changes.refetch()])} />}
      {changes.data && <Changes changes={changes.data.changes} />}
      {text.data === undefined ? (
        <Skeleton h={320} role="status" aria-label={t('policy.loading')} />
      ) : (
        <section className="policy-text" aria-label={t('policy.read')} {...{ tabIndex: 0 }}>
          <pre>{text.data.text}</pre>
        </section>
      )}
    </Stack>
  );
}
