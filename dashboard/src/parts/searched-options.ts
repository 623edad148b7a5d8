import type { OptionsFilter } from '@mantine/core';
import { matchesSearch } from '../machines/fold.ts';

/** Finds a name in a list to choose from, whichever i and whichever marks were typed. */
export const searchedOptions: OptionsFilter = ({ options, search }) =>
  options.filter((option) => 'label' in option && matchesSearch(search, [option.label]));
