import './policy.css';
import { Skeleton, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { useSession } from '../access/use-session.ts';
import { useCity } from '../live/use-city.ts';
import { Failure } from '../parts/failure.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Draft } from './draft.tsx';
import { usePolicies, usePolicyText } from './use-policies.ts';
import { VersionList, VersionText } from './versions.tsx';

/** The city's rules: every version, what each changes, and a draft to check, to try, and to publish. */
export function PolicyPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const { data, error, refetch } = usePolicies();
  const city = useCity();
  const role = useSession().data?.user?.role;
  const versions = data?.policies ?? [];
  const inForce = versions.find(({ standing }) => standing === 'in-force')?.version;
  const numbered = (name: string) => {
    const asked = Number(params.get(name));
    return versions.find(({ version }) => version === asked)?.version;
  };
  const read = numbered('version') ?? inForce;
  // What somebody writes must not go when a version takes effect meanwhile.
  const present = usePolicyText(inForce, true);
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: city.timeZone }).format(new Date(city.now));
  return (
    <Stack gap="lg" maw={1120}>
      <div>
        <PageTitle name={t('policy.page')} />
        <Text size="sm" className="muted">
          {t('policy.hint')}
        </Text>
      </div>
      {error && <Failure error={error} kept={data !== undefined} retry={() => void refetch()} />}
      {data === undefined && !error && <Skeleton h={200} role="status" aria-label={t('policy.loading')} />}
      {data && <VersionList versions={versions} read={read} timeZone={city.timeZone} />}
      {read !== undefined && (
        <VersionText
          {...{ versions, version: read, against: numbered('against') }}
          compare={(version) =>
            setParams((before) => {
              if (version === undefined) before.delete('against');
              else before.set('against', String(version));
              return before;
            })
          }
        />
      )}
      {present.data && (
        <Draft
          text={present.data.text}
          version={present.data.version}
          {...{ today, timeZone: city.timeZone }}
          mayTry={role === 'admin' || role === 'analyst'}
          mayPublish={role === 'admin'}
        />
      )}
    </Stack>
  );
}
