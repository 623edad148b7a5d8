import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { type Asked, readAsked, writeAsked } from './question.ts';

/** The question in the page's address, and how to change it; "back" undoes each change. */
export function useQuestion() {
  const [params, setParams] = useSearchParams();
  const asked = useMemo(() => readAsked(params), [params]);
  const change = (part: Partial<Asked>) =>
    setParams((before) => writeAsked(readAsked(writeAsked({ ...readAsked(before), ...part }))));
  return { asked, change };
}
export type ChangeQuestion = ReturnType<typeof useQuestion>['change'];
