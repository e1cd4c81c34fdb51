import { link, lstat, mkdir, mkdtemp, open, readFile, readdir, readlink, rm, symlink, utimes, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyTree } from './copy-tree.ts';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'redrill-copy-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

it('copies names that are no text, links as they are, second names of a file, times and a folder that forbids writing', async () => {
  const from = join(folder, 'from');
  await mkdir(join(from, 'closed'), { recursive: true });
  await writeFile(join(from, 'closed', 'inside'), 'kept');
  const odd = Buffer.concat([Buffer.from(`${from}/odd`), Buffer.from([0xff, 0xfe])]);
  const file = await open(odd, 'w', 0o640);
  await file.writeFile('bytes');
  await file.close();
  await link(odd, join(from, 'again'));
  await symlink('../nowhere', join(from, 'broken'));
  await utimes(odd, 1_000, 2_000);
  await chmod(join(from, 'closed'), 0o500);

  const to = join(folder, 'to');
  await copyTree(from, to);

  const names = await readdir(to, { encoding: 'latin1' });
  expect(names.sort()).toEqual(['again', 'broken', 'closed', 'odd\u00FF\u00FE']);
  expect(await readlink(join(to, 'broken'))).toBe('../nowhere');
  const copy = await lstat(Buffer.concat([Buffer.from(`${to}/odd`), Buffer.from([0xff, 0xfe])]));
  expect({ nlink: copy.nlink, mode: copy.mode & 0o777, mtime: copy.mtimeMs }).toEqual({ nlink: 2, mode: 0o640, mtime: 2_000_000 });
  expect((await lstat(join(to, 'again'))).ino).toBe(copy.ino);
  expect((await lstat(join(to, 'closed'))).mode & 0o777).toBe(0o500);
  expect(await readFile(join(to, 'closed', 'inside'), 'utf8')).toBe('kept');
  await chmod(join(from, 'closed'), 0o700);
  await chmod(join(to, 'closed'), 0o700);
});

it('copies a file that is mostly holes byte by byte and with its holes, up to an end that holds data', async () => {
  const from = join(folder, 'sparse');
  await mkdir(from);
  const size = 64 * 1_048_576 + 3;
  const file = await open(join(from, 'image'), 'w', 0o600);
  await file.write(Buffer.from('begin'), 0, 5, 0);
  await file.write(Buffer.from('middle'), 0, 6, 5 * 1_048_576 - 2);
  await file.write(Buffer.from('end'), 0, 3, size - 3);
  await file.close();

  await copyTree(from, join(folder, 'sparse-copy'));

  expect((await readFile(join(folder, 'sparse-copy', 'image'))).equals(await readFile(join(from, 'image')))).toBe(true);
  expect((await lstat(join(folder, 'sparse-copy', 'image'))).blocks * 512).toBeLessThan(8 * 1_048_576);
});
