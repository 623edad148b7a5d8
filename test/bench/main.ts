import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ledgerGrowth } from './benches/ledger-growth.ts';
import { projection } from './benches/projection.ts';
import { storm } from './benches/storm.ts';
import { tap } from './benches/tap.ts';
import type { BenchOptions } from './benches/under-test.ts';
import { vend } from './benches/vend.ts';
import { whatIf } from './benches/what-if.ts';
import { type Findings, ratioOf, spreadOf, tableOf } from './figures.ts';
import { machineFacts } from './machine-facts.ts';

/** Every bench by its name; each is explained in docs/performance.md. */
const benches: Readonly<Record<string, (options: BenchOptions) => Promise<Findings>>> = {
  vend,
  storm,
  projection,
  tap,
  'ledger-growth': ledgerGrowth,
  'what-if': whatIf,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, profile: { type: 'string' } },
});
const [name = ''] = positionals;
const bench = benches[name];

if (bench === undefined || positionals.length !== 1) {
  process.stderr.write(
    `say npm run bench -- NAME [--json] [--profile FOLDER]; NAME is one of ${Object.keys(benches).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  const machine = machineFacts();
  const profile = values.profile === undefined ? undefined : resolve(values.profile);
  if (profile !== undefined) mkdirSync(profile, { recursive: true });
  const { figures, notes } = await bench({ profile }).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    // The load's processes end with this one.
    process.exit(1);
  });
  if (values.json) {
    const told = figures.map((figure) => ({ ...figure, ...spreadOf(figure.runs), ratio: ratioOf(figure) }));
    process.stdout.write(`${JSON.stringify({ bench: name, machine, figures: told, notes }, null, 2)}\n`);
  } else {
    const { cores, cpu, memoryGib, node, load } = machine;
    const where = `${cores} cores (${cpu}), ${memoryGib} GiB, Node ${node}, load before ${load}`;
    process.stdout.write(`${name}: ${where}\n\n${tableOf(figures)}\n\n${notes.join('\n')}\n`);
  }
}
