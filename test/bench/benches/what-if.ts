import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { WhatIf } from '../../../protocol/http/what-if.ts';
import { loadKeys } from '../../../server/keys/key-file.ts';
import { runOwnCommand } from '../../../server/own-command.ts';
import { defaultPolicy } from '../../../server/policy/default.ts';
import { openDatabase } from '../../../server/store/open.ts';
import { createOperations } from '../../../server/store/operations.ts';
import { fillLedger } from '../bulk-ledger.ts';
import type { Findings } from '../figures.ts';
import { benchFolder, enrolMany } from '../subject.ts';
import { runs } from './under-test.ts';

const size = { cards: 300_000, vends: 1_000_000, machines: 300, requests: true };
const dayMs = 86_400_000;

/** How long it takes to try another policy on a million requests of sixty days, by the command as people start it. */
export async function whatIf(): Promise<Findings> {
  const folder = benchFolder();
  try {
    enrolMany(folder.path, size.machines);
    const keys = await loadKeys(folder.path);
    fillLedger(folder.path, keys, size, () => {});
    const db = openDatabase(folder.path, 'wall');
    createOperations(db, keys).adoptPolicy(defaultPolicy, Date.now());
    db.close();
    const draft = join(folder.path, 'draft.yaml');
    writeFileSync(draft, stringify({ ...defaultPolicy, rules: tightened }));
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    const period = ['--from', day(Date.now() - 61 * dayMs), '--to', day(Date.now() + dayMs)];
    const argv = ['policy', 'what-if', draft, '--json', '--data', folder.path, ...period];
    const seconds: number[] = [];
    let told = '';
    for (let run = 0; run < runs; run++) {
      const beganMs = performance.now();
      const { answer, complaint, code } = await runOwnCommand(argv, '', new AbortController().signal);
      seconds.push((performance.now() - beganMs) / 1000);
      if (code !== 0) throw new Error(`the what-if ended with ${code}: ${complaint}`);
      told = toldOf(JSON.parse(answer) as WhatIf);
    }
    return {
      figures: [{ name: 'another policy on a million requests', unit: 's', runs: seconds }],
      notes: [told],
    };
  } finally {
    folder.remove();
  }
}

/** Five masks in twenty days in the place of five in seven. */
const tightened = defaultPolicy.rules.map((rule) => ({ ...rule, window: { rolling: { days: 20 } } }));

function toldOf({ total: { requests, cards, happened, would } }: WhatIf): string {
  // A fast wrong answer is no figure.
  if (
    requests !== size.vends ||
    happened.granted !== size.vends ||
    would.granted + would.refused !== requests
  )
    throw new Error(`the what-if counted ${JSON.stringify({ requests, happened, would })}`);
  const [asked, refused] = [requests, would.refused].map((n) => n.toLocaleString('en'));
  return `${asked} requests of ${cards.toLocaleString('en')} cards; the other policy refuses ${refused} of them`;
}
