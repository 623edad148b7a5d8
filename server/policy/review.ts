import { stringify } from 'yaml';
import type { PolicyChange, PolicyReview } from '../../protocol/http/policies.ts';
import { diffPolicies } from './diff.ts';
import type { PolicyDocument } from './document.ts';
import { PolicyError, parsePolicy } from './parse.ts';
import { oddities } from './warnings.ts';

/** A policy as a person reads it. */
export const textOf = (document: PolicyDocument): string => stringify(document);

/** What changes from one policy to another, each value as JSON. */
export function changesBetween(before: PolicyDocument, after: PolicyDocument): PolicyChange[] {
  const words = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  return diffPolicies(before, after).map(({ path, before, after }) => ({
    path,
    before: words(before),
    after: words(after),
  }));
}

/** All that is to be said of a draft, and the policy that it is where it has no mistake. `present`: the one in force. */
export function reviewPolicy(
  text: string,
  present: PolicyDocument | undefined,
): { readonly review: PolicyReview; readonly document: PolicyDocument | undefined } {
  try {
    const document = parsePolicy(text, 'draft');
    const changes = present === undefined ? [] : changesBetween(present, document);
    return { review: { mistakes: [], warnings: oddities(document, present), changes }, document };
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return { review: { mistakes: [...error.problems], warnings: [], changes: [] }, document: undefined };
  }
}
