import { readdirSync } from 'node:fs';
import type { TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { expect, it } from 'vitest';

const folder = new URL('../../protocol/http/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
/** Every shape of the API by its name, from the files that pages and server share. */
const shapes = (
  await Promise.all(
    files.map(async (file) => Object.entries((await import(new URL(file, folder).href)) as object)),
  )
)
  .flat()
  .filter(([, value]) => typeof value === 'object' && value !== null && '~kind' in value)
  .map(([name, value]) => [name, value as TSchema] as const);

it('there are many of them', () => {
  expect(shapes.length).toBeGreaterThan(40);
});

it.each(shapes)('%s takes nothing that is none', (_name, shape) => {
  const nonsense = [undefined, Symbol('x'), () => 1, [[Symbol('z')]], Number.NaN];
  for (const one of nonsense) expect(Check(shape, one)).toBe(false);
});
