import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTreeContext, type TreeContext } from '#stores/efs/testing/tree-context';
import { moveOut } from './move-out.ts';

let tree: TreeContext;
beforeEach(() => { tree = openTreeContext(); });
afterEach(() => tree.close());

const SINCE = '2026-03-10T12:00:00.000000Z';
const DATED = 'aws-backup-restore_2026-03-10T12-00-05-123Z';

it('moves everything to the root and takes the dated folder away, into folders that are there already as well', async () => {
  tree.file(`${DATED}/sessions/u/a`, 'a');
  tree.file(`${DATED}/library/b`, 'b');
  chmodSync(join(tree.root, DATED, 'sessions'), 0o2750);
  // what a client of the access point has made too early
  mkdirSync(join(tree.root, 'sessions'));
  expect(await moveOut.run(tree.context, { store: 'DR-S4', since: SINCE })).toMatchObject({ outputs: { folders: [DATED] } });
  expect([readdirSync(tree.root).sort(), readFileSync(join(tree.root, 'sessions/u/a'), 'utf8'), statSync(join(tree.root, 'sessions')).mode & 0o7777]).toEqual([['library', 'sessions'], 'a', 0o2750]);
  expect((await moveOut.run(tree.context, { store: 'DR-S4', since: SINCE })).outputs).toMatchObject({ folders: [], moved: 0 });
});

it('never replaces a file that is there already, and says which', async () => {
  tree.file(`${DATED}/sessions/a`, 'restored');
  tree.file('sessions/a', 'written meanwhile');
  await expect(moveOut.run(tree.context, { store: 'DR-S4', since: SINCE })).rejects.toMatchObject({ code: 'restore.in-the-way', message: expect.stringContaining('sessions/a') });
  expect(readFileSync(join(tree.root, 'sessions/a'), 'utf8')).toBe('written meanwhile');
});

it('leaves dated folders of others alone: older ones, and those of failed restores', async () => {
  tree.file('aws-backup-restore_2026-03-09T12-00-05-123Z/x', 'older');
  tree.file('aws-backup-failed-restore_2026-03-10T12-00-05-123Z/x', 'failed');
  tree.file(`${DATED}/y`, 'ours');
  await moveOut.run(tree.context, { store: 'DR-S4', since: SINCE });
  expect([existsSync(join(tree.root, 'y')), readdirSync(tree.root).filter((name) => name.startsWith('aws-')).length]).toEqual([true, 2]);
});

it('fails where the restore brought nothing', async () => {
  await expect(moveOut.run(tree.context, { store: 'DR-S4', since: SINCE })).rejects.toMatchObject({ code: 'restore.no-dated-folder' });
});
