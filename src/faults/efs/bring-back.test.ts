import { existsSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTreeContext, type TreeContext } from '#stores/efs/testing/tree-context';
import { bringBack, isWhole, type BringBack } from './bring-back.ts';
import { keepTree, type KeptEntry } from './kept-tree.ts';

let tree: TreeContext;
beforeEach(() => { tree = openTreeContext(); });
afterEach(() => tree.close());

const OWN = '0001-efs-loss-ab12cd34';
const at = (path: string): string => join(tree.root, path);
const text = (path: string): string => readFileSync(at(path), 'utf8');
const aside = (path: string): string => text(`.redrill/put-aside/${OWN}/${path}`);

/** A copy as a drill makes it, and the way back from it. */
async function copied(): Promise<{ readonly kept: readonly KeptEntry[]; readonly reads: string[]; back(more?: Partial<BringBack>): Promise<void> }> {
  const [lines, pieces, reads] = [[] as string[], new Map<string, Buffer>(), [] as string[]];
  for await (const { name, body } of keepTree(tree.root, lines)) pieces.set(name, Buffer.from(body));
  const kept = lines.map((line) => JSON.parse(line) as KeptEntry);
  const read = async (piece: string): Promise<Buffer> => { reads.push(piece); return pieces.get(piece) ?? Buffer.of(); };
  return { kept, reads, back: (more = {}) => bringBack(kept, { root: tree.root, own: OWN, restoredSince: null, read, ...more }) };
}

it('does not take a file for the one of the copy because its size and time are the same: one bit is enough', async () => {
  const large = Buffer.alloc(17 * 1_048_576, 'x');
  tree.file('large', large);
  tree.file('same', 'untouched');
  const { reads, back } = await copied();
  const { mtime } = statSync(at('large'));
  large[large.length - 5] = 'y'.charCodeAt(0);
  writeFileSync(at('large'), large);
  utimesSync(at('large'), mtime, mtime);
  await back();
  expect(readFileSync(at('large')).includes('y')).toBe(false);
  expect(readFileSync(at(`.redrill/put-aside/${OWN}/large`)).includes('y')).toBe(true);
  // two pieces of the large file, and nothing of the one that is as it was
  expect(reads.length).toBe(2);
});

it('puts aside what users wrote since, each under the path that it had, and loses none of it when it is done again', async () => {
  tree.file('sessions/u/session.json', 'of the copy');
  tree.file('sessions/u/gone', 'deleted since');
  symlinkSync('u', at('sessions/latest'));
  tree.file('library/a', 'linked');
  linkSync(at('library/a'), at('library/b'));
  const { back } = await copied();
  tree.file('sessions/u/session.json', 'saved again after the recovery');
  tree.file('sessions/new/session.json', 'a new one');
  rmSync(at('sessions/u/gone'));
  mkdirSync(at('sessions/u/gone'));
  tree.file('sessions/u/gone/inside', 'a folder in its place');
  rmSync(at('sessions/latest'));
  tree.file('sessions/latest', 'a file in place of the link');
  rmSync(at('library/b'));
  tree.file('library/b', 'no link any more');
  await back();
  expect([text('sessions/u/session.json'), text('sessions/u/gone'), readlinkSync(at('sessions/latest')), text('library/b'), lstatSync(at('library/b')).nlink, readdirSync(at('sessions')).sort()])
    .toEqual(['of the copy', 'deleted since', 'u', 'linked', 2, ['latest', 'u']]);
  expect([aside('sessions/u/session.json'), aside('sessions/new/session.json'), aside('sessions/u/gone/inside'), aside('sessions/latest'), aside('library/b')])
    .toEqual(['saved again after the recovery', 'a new one', 'a folder in its place', 'a file in place of the link', 'no link any more']);
  tree.file('sessions/u/session.json', 'saved once more');
  await back();
  expect([text('sessions/u/session.json'), aside('sessions/u/session.json'), text(`.redrill/put-aside/${OWN}~2/sessions/u/session.json`)]).toEqual(['of the copy', 'saved again after the recovery', 'saved once more']);
  expect(readdirSync(at('.redrill'))).toEqual(['put-aside']);
});

it("keeps dated folders of users like anything else, and deletes those of this run's own restore alone", async () => {
  const [before, during, own] = ['aws-backup-restore_2026-03-08T09-00-00-000Z', 'aws-backup-restore_2026-03-10T11-59-00-000Z', 'aws-backup-restore_2026-03-10T12-00-05-123Z'];
  tree.file(`${before}/precious`, 'restored by a user last week');
  const { kept, back } = await copied();
  rmSync(at(before), { recursive: true });
  tree.file(`${during}/x`, 'restored by a user while the store was lost');
  tree.file(`${own}/y`, 'restored by the run');
  expect(await isWhole(tree.root, kept)).toBe(false);
  await back({ restoredSince: '2026-03-10T12:00:00.000000Z' });
  expect(text(`${before}/precious`)).toBe('restored by a user last week');
  expect(aside(`${during}/x`)).toBe('restored by a user while the store was lost');
  expect([existsSync(at(own)), existsSync(at(`.redrill/put-aside/${OWN}/${own}`))]).toEqual([false, false]);
});

it('finds a tree whole from which nothing of the copy is gone, whatever users have written since', async () => {
  tree.file('sessions/u/session.json', 'of the copy');
  tree.file('.redrill/canary/x', 'gone by the next look');
  const { kept } = await copied();
  rmSync(at('.redrill'), { recursive: true });
  tree.file('sessions/u/session.json', 'saved again');
  tree.file('sessions/v', 'new');
  expect(await isWhole(tree.root, kept)).toBe(true);
  rmSync(at('sessions/u/session.json'));
  expect(await isWhole(tree.root, kept)).toBe(false);
});
