import { closeSync, openSync, readdirSync, readFileSync, statSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BLOCK_BYTES } from '../blocks/block-map.ts';
import type { Snapshot, Volume } from '../model.ts';
import { takeSnapshot } from '../snapshots/take-snapshots.ts';
import { removeSnapshot } from '../snapshots/step-snapshot.ts';
import { openFakeEbs, type FakeEbs } from '../testing/fake-ebs.ts';
import { imagePath } from './image.ts';

let ebs: FakeEbs;
beforeEach(() => { ebs = openFakeEbs(); });
afterEach(() => { ebs.close(); });

const BY = { account: '111111111111', arn: 'arn:aws:iam::111111111111:user/platform-admin' };

function write(volume: Volume, block: number, bytes: Buffer | string, at = 0): void {
  const file = openSync(imagePath(ebs.context.state, volume.id), 'r+');
  writeSync(file, typeof bytes === 'string' ? Buffer.alloc(BLOCK_BYTES, bytes) : bytes, 0, undefined, block * BLOCK_BYTES + at);
  closeSync(file);
}

const take = (volume: Volume): Promise<Snapshot> => takeSnapshot(ebs.context, { volume, description: '', tags: {}, by: BY });

/** Files go once the removal is committed. */
async function removed(snapshot: Snapshot): Promise<void> {
  removeSnapshot(ebs.context, snapshot);
  await ebs.context.catalogue.settled();
}

function content({ map }: Snapshot): readonly number[] {
  return [...(map === null ? [] : ebs.state.store.mapOf(map)?.keys() ?? [])];
}

function filesStored(): number {
  return readdirSync(ebs.context.catalogue.blobFolder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length;
}

test('a snapshot holds the blocks that are not zero; the same content is stored once, whatever volume it is in, and goes with the last snapshot', async () => {
  const [a, b] = [await ebs.volume(), await ebs.volume()];
  for (const block of [0, 5, 60]) write(a, block, 'same');
  write(a, 7, Buffer.from([1]), BLOCK_BYTES - 1);
  write(b, 1, 'same');
  const [first, second] = [await take(a), await take(b)];
  expect([content(first), content(second), first.dataBytes, filesStored()]).toEqual([[0, 5, 7, 60], [1], 4 * BLOCK_BYTES, 2]);
  await removed(first);
  expect(filesStored()).toBe(1);
  expect((await ebs.state.store.read([...ebs.state.store.mapOf(second.map ?? 0)?.values() ?? []][0] ?? 0)).equals(Buffer.alloc(BLOCK_BYTES, 'same'))).toBe(true);
  await removed(second);
  expect(filesStored()).toBe(0);
});

test('snapshots of an unchanged volume share one map without a look at the image; a change costs its blocks, sealed under the key', async () => {
  const volume = await ebs.volume(ebs.keyArn);
  for (let block = 0; block < 30; block += 1) write(volume, block, `b${block} `);
  const path = imagePath(ebs.context.state, volume.id);
  const first = await take(volume);
  utimesSync(path, 1, 1);
  const [second, third] = [await take(volume), await take(volume)];
  write(volume, 3, 'changed');
  const fourth = await take(volume);
  expect([second.map, third.map, fourth.map === first.map]).toEqual([first.map, first.map, false]);
  expect(filesStored()).toBe(31);
  const chunk = ebs.state.store.mapOf(fourth.map ?? 0)?.get(3) ?? 0;
  expect((await ebs.state.store.read(chunk)).toString('latin1', 0, 7)).toBe('changed');
  expect(filesWith('changed')).toBe(0);
  expect(fourth.endsMicros - fourth.startedMicros).toBe(120_000_000);
});

test('a write in the instant of a snapshot is in the next one, also when it leaves the file with the same time stamp', async () => {
  const volume = await ebs.volume();
  write(volume, 0, 'before');
  const path = imagePath(ebs.context.state, volume.id);
  const first = await take(volume);
  const { atime, mtime } = statSync(path);
  write(volume, 0, 'after!');
  utimesSync(path, atime, mtime);
  const second = await take(volume);
  expect(second.map).not.toBe(first.map);
});

test('a volume that is written to all the time is snapshot to its end: what is added meanwhile does not count as what was there', async () => {
  const volume = await ebs.volume();
  for (const block of [0, 1500]) write(volume, block, 'there before ');
  const { store } = ebs.state;
  const stage = store.stage.bind(store);
  let added = 1000;
  store.stage = async (bytes, ...rest) => {
    if (bytes.toString('latin1', 0, 5) === 'there') write(volume, added += 1, `added ${added} `);
    return stage(bytes, ...rest);
  };
  expect(content(await take(volume))).toContain(1500);
});

test('bytes that were damaged below the store are not handed out', async () => {
  const volume = await ebs.volume();
  write(volume, 0, 'whole');
  const snapshot = await take(volume);
  const [file] = readdirSync(ebs.context.catalogue.blobFolder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  if (!file) throw new Error('nothing was stored');
  const opened = openSync(join(file.parentPath, file.name), 'r+');
  writeSync(opened, 'x', 100_000);
  closeSync(opened);
  await expect(ebs.state.store.read([...ebs.state.store.mapOf(snapshot.map ?? 0)?.values() ?? []][0] ?? 0)).rejects.toThrow('the snapshot is damaged');
});

function filesWith(text: string): number {
  return readdirSync(ebs.context.catalogue.blobFolder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile() && readFileSync(join(one.parentPath, one.name)).includes(text)).length;
}
