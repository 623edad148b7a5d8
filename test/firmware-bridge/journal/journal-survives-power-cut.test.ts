import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { all, copyOf, door, openAt, segmentFiles, seqs, temporaryFolder } from './journal-bench.ts';

async function only(folder: string): Promise<string> {
  const [file, ...others] = await segmentFiles(folder);
  if (file === undefined || others.length > 0) throw new Error('one segment expected');
  return file;
}

test('a cut at every byte of the last two records leaves every whole one, and writing goes on', async () => {
  const folder = await temporaryFolder();
  const { journal } = await openAt(folder);
  for (const open of [true, false, true]) await journal.append([door(open)]);
  await journal.close();
  const bytes = await readFile(await only(folder));
  const ends = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
  const [afterFirst = 0, afterSecond = 0, afterThird = 0] = ends.slice(1);
  expect(afterThird).toBe(bytes.length);
  for (let cut = afterFirst; cut <= bytes.length; cut++) {
    const copy = await copyOf(folder);
    await truncate(await only(copy), cut);
    const { journal: again, recovered } = await openAt(copy);
    const whole = cut >= afterThird ? 3 : cut >= afterSecond ? 2 : 1;
    expect(again.fault()).toBeUndefined();
    expect(recovered).toHaveLength(whole);
    const [next] = await again.append([door(false)]);
    expect(next?.seq).toBe(whole + 1);
    await again.close();
    expect(seqs(await all((await openAt(copy)).journal))).toEqual(
      Array.from({ length: whole + 1 }, (_, i) => i + 1),
    );
  }
});

test('a page of zeros at the end is a torn write', async () => {
  const folder = await temporaryFolder();
  const { journal } = await openAt(folder);
  await journal.append([door(true)]);
  await journal.close();
  const file = await only(folder);
  const bytes = await readFile(file);
  await writeFile(file, Buffer.concat([bytes, Buffer.alloc(40), Buffer.from('tail"}\n')]));
  const { journal: again, recovered } = await openAt(folder);
  expect(again.fault()).toBeUndefined();
  expect(recovered).toHaveLength(1);
});

test('one flipped bit anywhere in what was once whole is damage, named by file and byte, and nothing is written', async () => {
  const folder = await temporaryFolder();
  const { journal } = await openAt(folder);
  for (const open of [true, false]) await journal.append([door(open)]);
  await journal.close();
  const length = (await readFile(await only(folder))).length;
  for (let at = 0; at < length - 1; at += 7) {
    const copy = await copyOf(folder);
    const file = await only(copy);
    const bytes = await readFile(file);
    bytes[at] = (bytes[at] ?? 0) ^ 0x01;
    await writeFile(file, bytes);
    const { journal: damaged } = await openAt(copy);
    expect(damaged.fault()?.code).toBe('JOURNAL_CORRUPT');
    expect(damaged.fault()?.message).toContain(file);
    expect(damaged.fault()?.message).toMatch(/at byte \d+$/);
    expect(damaged.canBegin()).toBe(false);
    await expect(damaged.append([door(true)])).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT' });
    expect(await readFile(file)).toEqual(bytes);
  }
});

test('a new epoch carries what is readable out of a damaged journal', async () => {
  const folder = await temporaryFolder();
  const { journal } = await openAt(folder);
  const { epoch } = journal.state();
  for (const open of [true, false, true]) await journal.append([door(open)]);
  await journal.close();
  const file = await only(folder);
  const bytes = await readFile(file);
  const second = bytes.indexOf(0x0a, bytes.indexOf(0x0a) + 1) + 20;
  bytes[second] = (bytes[second] ?? 0) ^ 0x04;
  await writeFile(file, bytes);
  const { journal: damaged } = await openAt(folder);
  await damaged.newEpoch();
  expect(damaged.fault()).toBeUndefined();
  expect((await all(damaged)).map((entry) => entry.from)).toEqual([
    { epoch, seq: 1 },
    { epoch, seq: 3 },
  ]);
  await damaged.close();
  const { journal: again } = await openAt(folder);
  expect(again.fault()).toBeUndefined();
  expect(again.state()).toEqual(damaged.state());
});

test('a damaged header costs no entry: a new epoch carries them all', async () => {
  const folder = await temporaryFolder();
  const { journal } = await openAt(folder);
  for (const open of [true, false]) await journal.append([door(open)]);
  await journal.close();
  const file = await only(folder);
  const bytes = await readFile(file);
  bytes[20] = (bytes[20] ?? 0) ^ 0x04;
  await writeFile(file, bytes);
  const { journal: damaged } = await openAt(folder);
  expect(damaged.fault()?.code).toBe('JOURNAL_CORRUPT');
  await damaged.newEpoch();
  expect((await all(damaged)).map((entry) => entry.from?.seq)).toEqual([1, 2]);
});

test('a segment that is missing is damage', async () => {
  const folder = await temporaryFolder();
  const { journal } = await openAt(folder, { segmentBytes: 200 });
  for (let n = 0; n < 6; n++) await journal.append([door(true)]);
  await journal.close();
  const [, middle = ''] = await segmentFiles(folder);
  await rm(middle);
  expect((await openAt(folder)).journal.fault()?.code).toBe('JOURNAL_CORRUPT');
});
