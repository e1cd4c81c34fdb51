import { chmodSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sha256 } from '#kit/digest';
import { compareUtf8 } from '../s3/utf8-order.ts';
import { digestTree, FOLDER_DIGEST, linkDigest, type DigestedEntry } from './digest-tree.ts';
import { shownPath } from './names.ts';
import { openTreeContext, type TreeContext } from './testing/tree-context.ts';
import { walkTree } from './walk-tree.ts';

let tree: TreeContext;
beforeEach(() => { tree = openTreeContext(); });
afterEach(() => tree.close());

async function all(entries: AsyncIterable<DigestedEntry>): Promise<readonly DigestedEntry[]> {
  const found: DigestedEntry[] = [];
  for await (const entry of entries) found.push(entry);
  return found;
}

it('digests every file of a tree in the order of the walk, whatever the names and however many threads', async () => {
  for (let i = 0; i < 300; i += 1) tree.file(`d${i % 7}/f${i}`, `content ${i}`);
  tree.file('d1.txt', 'sorts after what lies in d1');
  tree.file('big', Buffer.alloc(3_500_000, 'x'));
  tree.file('zero', '');
  writeFileSync(Buffer.concat([Buffer.from(`${tree.root}/`), Buffer.from([0xff, 0x0a])]), 'odd');
  symlinkSync('nowhere', join(tree.root, 'link'));
  linkSync(join(tree.root, 'zero'), join(tree.root, 'zero-2'));
  mkdirSync(join(tree.root, 'empty'));
  for (const threads of [1, 3]) {
    const found = await all(digestTree(tree.root, walkTree(tree.root), { threads }));
    expect(found).toHaveLength(300 + 7 + 6 + 1);
    for (const [i, { key }] of found.entries()) if (i > 0) expect(compareUtf8(found[i - 1]?.key ?? '', key)).toBeLessThan(0);
    const of = (path: string): DigestedEntry | undefined => found.find((entry) => shownPath(entry.path) === path);
    expect(of('d6/f300')).toBeUndefined();
    expect(of('d5/f299')?.sha256).toBe(sha256('content 299'));
    expect(of('big')).toMatchObject({ sha256: sha256(Buffer.alloc(3_500_000, 'x')), sizeBytes: 3_500_000 });
    expect(of('zero')).toMatchObject({ sha256: sha256(''), links: 2 });
    expect(of('\\xff\\x0a')?.sha256).toBe(sha256('odd'));
    expect(of('link')).toMatchObject({ sha256: linkDigest('nowhere'), kind: 'link' });
    expect(of('empty')).toMatchObject({ sha256: FOLDER_DIGEST, kind: 'folder' });
  }
});

it('tells a file that went between the look and the reading, and reads on', async () => {
  for (const name of ['a', 'b', 'c']) tree.file(name, name);
  async function* walked(): ReturnType<typeof walkTree> {
    yield* walkTree(tree.root);
    rmSync(join(tree.root, 'b'));
  }
  const found = await all(digestTree(tree.root, walked()));
  expect(found.map(({ path, sha256: digest, code }) => [path, digest !== null, code])).toEqual([['a', true, null], ['b', false, 'ENOENT'], ['c', true, null]]);
});

it('leaves out what it is told to, with everything below', async () => {
  tree.file('.redrill/beacons/x', '1');
  tree.file('kept/y', '2');
  chmodSync(join(tree.root, 'kept'), 0o750);
  expect((await all(digestTree(tree.root, walkTree(tree.root, { without: (path) => path === '.redrill' })))).map(({ path, mode }) => [path, mode])).toEqual([['kept', 0o750], ['kept/y', 0o644]]);
});
