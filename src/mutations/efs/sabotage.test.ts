import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { MutationModule } from '#contract/modules';
import { APP_STATE, openTreeContext, type TreeContext } from '#stores/efs/testing/tree-context';
import { shownKey } from '#probes/efs/tree-content';
import { keyOf } from '#stores/efs/names';
import { walkTree } from '#stores/efs/walk-tree';
import { leftInDatedDirectory } from './left-in-dated-directory.ts';
import { oldDataLeft } from './old-data-left.ts';
import { oneChanged } from './one-changed.ts';
import { tornSession } from './torn-session.ts';

let tree: TreeContext;
beforeEach(() => {
  tree = openTreeContext();
  tree.session('sessions/u/s', 'first');
  tree.file('library/x', 'x');
});
afterEach(() => tree.close());

const sabotage = (mutation: MutationModule): ReturnType<NonNullable<MutationModule['around']>> | undefined => mutation.around?.(tree.context, APP_STATE, async () => ({ outputs: {} }));
const sizesAndTimes = async (): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { path, sizeBytes, kind, mtimeMicros } of walkTree(tree.root)) if (kind === 'file') found.push(`${path} ${sizeBytes} ${Math.round(mtimeMicros / 1e6)}`);
  return found;
};

it.each([['torn-session', tornSession], ['one-changed', oneChanged]])('%s leaves names, sizes and times as they are: only reading shows it', async (_id, mutation) => {
  const before = await sizesAndTimes();
  await sabotage(mutation);
  expect(await sizesAndTimes()).toEqual(before);
});

it('a folder goes into a dated one, never the sessions; old files come beside the right ones', async () => {
  await sabotage(leftInDatedDirectory);
  expect(readdirSync(tree.root).map((name) => name.replace(/_.*/, '')).sort()).toEqual(['aws-backup-restore', 'sessions']);
  await sabotage(oldDataLeft);
  expect(readdirSync(join(tree.root, 'sessions/left-since-2019'))).toHaveLength(3);
});

it.each([['one-changed', oneChanged], ['old-data-left', oldDataLeft]])('%s names what it spoilt as the comparison of content names it', async (_id, mutation) => {
  const spoilt = (await sabotage(mutation))?.spoilt ?? [];
  const there: string[] = [];
  for await (const { path } of walkTree(tree.root)) there.push(shownKey(keyOf(path)));
  expect(spoilt.length).toBeGreaterThan(0);
  expect(there).toEqual(expect.arrayContaining([...spoilt]));
});
