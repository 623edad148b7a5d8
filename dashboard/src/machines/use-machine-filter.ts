import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { type MachineFilter, readMachineFilter, writeMachineFilter } from './machine-filter.ts';

/**
 * The filter in the page's address, and how to change it. A choice is a step that "back" undoes; typing and ticking
 * (`step: false`) are not, or "back" would go through every letter.
 */
export function useMachineFilter() {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readMachineFilter(params), [params]);
  const change = (part: Partial<MachineFilter>, { step }: { step: boolean }) =>
    setParams((before) => writeMachineFilter({ ...readMachineFilter(before), ...part }), { replace: !step });
  return { filter, change };
}
export type ChangeFilter = ReturnType<typeof useMachineFilter>['change'];
