import { asyncApi } from './asyncapi.ts';
import { configurationPage } from './configuration.ts';

/** Every document that is made from schemas, with its path in the repository. A test holds that each is current. */
export function documents(): { readonly path: string; readonly content: string }[] {
  return [
    { path: 'docs/contract/asyncapi.json', content: `${JSON.stringify(asyncApi(), null, 2)}\n` },
    { path: 'docs/configuration.md', content: configurationPage() },
  ];
}
