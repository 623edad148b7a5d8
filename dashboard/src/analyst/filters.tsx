import { Button, MultiSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AnalyticsChoices } from '../../../protocol/http/analytics.ts';
import { searchedOptions } from '../parts/searched-options.ts';
import type { Offers } from './names.ts';
import { type Asked, datesOf, type FilterName, filterNames } from './question.ts';
import type { ChangeQuestion } from './use-question.ts';

interface FilterProps {
  readonly asked: Asked;
  readonly change: ChangeQuestion;
  readonly choices: AnalyticsChoices;
}

/** The first and the last day of a range of one's own. */
export function Dates({ asked, change, choices }: FilterProps) {
  const { t } = useTranslation();
  const dates = datesOf(asked, choices.today);
  const pick = (name: 'from' | 'to') => (value: string) => {
    if (value === '') return;
    const next = { ...dates, [name]: value };
    // Whoever moves one end beyond the other means a single day, not nothing.
    if (next.from > next.to) next[name === 'from' ? 'to' : 'from'] = value;
    change(next);
  };
  return (
    <>
      {(['from', 'to'] as const).map((name) => (
        <TextInput
          key={name}
          type="date"
          label={t(`analyst.${name}`)}
          min={choices.first}
          max={choices.today}
          value={dates[name]}
          onChange={({ currentTarget: { value } }) => pick(name)(value)}
        />
      ))}
    </>
  );
}

/** What the question is narrowed to: names that are searched with either i. */
export function Filters({ asked, change, offers }: Omit<FilterProps, 'choices'> & { offers: Offers }) {
  const { t } = useTranslation();
  const shown = filterNames.filter((name) => name !== 'reasons' || asked.measure === 'refusals');
  const isNarrowed = filterNames.some((name) => asked[name].length > 0);
  const set = (name: FilterName) => (values: string[]) => change({ [name]: values });
  return (
    <section className="analyst-filters" aria-label={t('analyst.filters')}>
      {shown.map((name) => (
        <MultiSelect
          key={name}
          label={t(`analyst.${name}`)}
          placeholder={asked[name].length === 0 ? t('analyst.all') : ''}
          data={withUnknown(offers[name], asked[name])}
          value={[...asked[name]]}
          onChange={set(name)}
          searchable
          clearable
          filter={searchedOptions}
          nothingFoundMessage={t('analyst.nothingFound')}
          clearButtonProps={{ 'aria-label': t('analyst.clearOne', { name: t(`analyst.${name}`) }) }}
          comboboxProps={{ shadow: 'md' }}
        />
      ))}
      {isNarrowed && (
        <Button
          variant="default"
          className="analyst-clear"
          onClick={() => change({ districts: [], machines: [], products: [], reasons: [] })}
        >
          {t('analyst.clear')}
        </Button>
      )}
    </section>
  );
}

/** A name from an address that nothing has is shown, so that it can be taken away. */
function withUnknown(offered: Offers[FilterName], chosen: readonly string[]) {
  const unknown = chosen.filter((value) => !offered.some((offer) => offer.value === value));
  return [...offered, ...unknown.map((value) => ({ value, label: value }))];
}
