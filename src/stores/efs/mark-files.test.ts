import { appendFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readMarks, writeMark } from './mark-files.ts';
import { openTreeContext, type TreeContext } from './testing/tree-context.ts';

/** Somebody empties this file system just before the next file is written. */
const emptied = vi.hoisted((): { root: string | null } => ({ root: null }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const appendFile: typeof real.appendFile = async (file, ...rest) => {
    const { root } = emptied;
    emptied.root = null;
    // The files of users first: what is written beside them meanwhile may come back.
    for (const name of root === null ? [] : ['user', '.redrill']) await real.rm(`${root}/${name}`, { recursive: true, force: true, maxRetries: 10, retryDelay: 1 });
    return real.appendFile(file, ...rest);
  };
  return { ...real, appendFile };
});

let tree: TreeContext;
beforeEach(() => {
  tree = openTreeContext();
  tree.file('user', 'x');
});
afterEach(() => tree.close());

const mark = (seq: number, sentAt = '2026-03-10T12:00:00.000000Z'): Promise<void> => writeMark(tree.root, { series: 'history', seq, sentAt });

it('reads marks back as ranges, over the days', async () => {
  for (const seq of [1, 2, 3, 5]) await mark(seq);
  await mark(6, '2026-03-11T00:00:01.000000Z');
  expect(await readMarks(tree.root)).toEqual({ found: [{ series: 'history', ranges: [[1, 3], [5, 6]] }], duplicated: 0, unknownNames: 0 });
});

it('counts a mark only where all of its copies came back: a backup that tore them holds it no longer', async () => {
  for (const seq of [1, 2, 3]) await mark(seq);
  writeFileSync(join(tree.root, '.redrill/beacons/copy-5/history/2026-03-10.marks'), '1\n2\n');
  expect((await readMarks(tree.root)).found).toEqual([{ series: 'history', ranges: [[1, 2]] }]);
  rmSync(join(tree.root, '.redrill/beacons/copy-5'), { recursive: true });
  expect((await readMarks(tree.root)).found).toEqual([]);
});

it('tells marks that are there twice and lines that are none; half a last line is no mark', async () => {
  await mark(1);
  await mark(1);
  appendFileSync(join(tree.root, '.redrill/beacons/copy-0/history/2026-03-10.marks'), 'what\n22');
  expect(await readMarks(tree.root)).toEqual({ found: [{ series: 'history', ranges: [[1, 1]] }], duplicated: 1, unknownNames: 1 });
});

it('takes none while the file system holds nothing at all', async () => {
  rmSync(join(tree.root, 'user'));
  await expect(mark(1)).rejects.toMatchObject({ code: 'efs.Empty' });
});

it('leaves nothing in a file system that is emptied while a mark is being written: what is restored into it finds no file of ours in its way', async () => {
  await mark(1);
  emptied.root = tree.root;
  await expect(mark(2)).rejects.toMatchObject({ code: 'efs.Empty' });
  expect(readdirSync(tree.root)).toEqual([]);
});
