import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { memoryBucket } from '../testing/memory-bucket.ts';
import { bringRun } from './bring-run.ts';

let results = '';
beforeEach(async () => { results = await mkdtemp(join(tmpdir(), 'bring-')); });
afterEach(async () => rm(results, { recursive: true }));

const PICTURE = Buffer.from([0x89, 0x50, 0xff, 0x00, 0xfe]);

async function home(more: readonly string[] = []): Promise<ReturnType<typeof memoryBucket>> {
  const bucket = memoryBucket();
  for (const run of ['0002-rds-loss', '0011-efs-loss']) {
    await bucket.put(`${run}/events.ndjson`, Buffer.from(`events of ${run}\n`), { keep: true });
    await bucket.put(`${run}/journeys/end.png`, PICTURE, { keep: true });
  }
  for (const key of more) await bucket.put(key, Buffer.from('x'), { keep: true });
  return bucket;
}

it('brings a run by number, by id, or the newest one, byte for byte, and no other', async () => {
  const bucket = await home();
  await bringRun(bucket, results, '2');
  expect(await readFile(join(results, '0002-rds-loss', 'journeys', 'end.png'))).toEqual(PICTURE);
  expect(existsSync(join(results, '0011-efs-loss'))).toBe(false);
  await bringRun(bucket, results, undefined);
  expect(await readFile(join(results, '0011-efs-loss', 'events.ndjson'), 'utf8')).toBe('events of 0011-efs-loss\n');
  await bringRun(bucket, results, 'nothing-of-the-kind');
});

it('leaves a run whose record lies here as it is', async () => {
  const bucket = await home();
  await bringRun(bucket, results, '0002-rds-loss');
  await writeFile(join(results, '0002-rds-loss', 'events.ndjson'), 'own\n');
  await bringRun(bucket, results, '0002-rds-loss');
  expect(await readFile(join(results, '0002-rds-loss', 'events.ndjson'), 'utf8')).toBe('own\n');
});

it('begins again where a transfer was cut off, because the record comes last', async () => {
  const bucket = await home();
  const cut = { ...bucket, bytes: async (key: string) => { if (key.endsWith('events.ndjson')) throw new Error('cut'); return bucket.bytes(key); } };
  await expect(bringRun(cut, results, '2')).rejects.toThrow('cut');
  expect(existsSync(join(results, '0002-rds-loss', 'events.ndjson'))).toBe(false);
  await bringRun(bucket, results, '2');
  expect(existsSync(join(results, '0002-rds-loss', 'events.ndjson'))).toBe(true);
});

it.each(['0002-rds-loss/../../escaped', '0002-rds-loss//x', '0002-rds-loss/.ssh/config', '0002-rds-loss/a\\b'])('writes nothing where a name such as %s leads elsewhere', async (key) => {
  const bucket = await home([key]);
  await expect(bringRun(bucket, results, '2')).rejects.toMatchObject({ code: 'home.strange-key' });
  expect(existsSync(join(results, '0002-rds-loss'))).toBe(false);
});
