import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { documents } from './documents.ts';

for (const { path, content } of documents()) {
  writeFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), content);
  process.stdout.write(`${path}\n`);
}
