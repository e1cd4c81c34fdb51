import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCatalogue } from '../catalogue.ts';
import type { BlobStore } from './blob-store.ts';
import { blobsOf } from './blobs-of.ts';
import { stageBytes, stagingFolder, stageStream } from './stage-body.ts';
import { BLOB_TABLES } from './tables.ts';

const LARGE = Buffer.alloc(300_000, 'large ');
const SMALL = Buffer.from('small');
let folder: string;
let catalogue: ReturnType<typeof openCatalogue>;
let blobs: BlobStore;

const files = (): readonly string[] => readdirSync(join(folder, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name);
const rows = (): number => (catalogue.db.prepare('SELECT count(*) AS n FROM blob').get() as { readonly n: number }).n;
const place = (bytes: Buffer): number => blobs.change(() => blobs.place(stageBytes(bytes)));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redrill-blobs-'));
  catalogue = openCatalogue(folder, [BLOB_TABLES]);
  blobs = blobsOf(catalogue);
});
afterEach(() => {
  catalogue.close();
  rmSync(folder, { recursive: true });
});

test('small bytes live in the database, large ones as one file for all references', async () => {
  expect([place(SMALL), place(SMALL)]).toEqual([1, 1]);
  expect(files()).toEqual([]);
  const id = place(LARGE);
  expect(place(LARGE)).toBe(id);
  expect(files()).toHaveLength(1);
  expect(await buffer(blobs.read([id, 1]).stream())).toEqual(Buffer.concat([LARGE, SMALL]));
  expect(await blobs.read([id, 1]).whole()).toEqual(Buffer.concat([LARGE, SMALL]));
});

test('bytes go with their last reference, once that is committed', async () => {
  const [small, large] = [place(SMALL), place(LARGE)];
  blobs.change(() => blobs.retain(large));
  blobs.change(() => { blobs.release(large); blobs.release(small); });
  await catalogue.settled();
  expect([rows(), files().length]).toEqual([1, 1]);
  blobs.change(() => blobs.release(large));
  expect([rows(), files().length]).toEqual([0, 1]);
  await catalogue.settled();
  expect([rows(), files().length]).toEqual([0, 0]);
});

test('a transaction that fails leaves references and files as they were', async () => {
  const id = place(LARGE);
  expect(() => blobs.change(() => { blobs.release(id); throw new Error('no'); })).toThrow('no');
  expect([rows(), files().length]).toEqual([1, 1]);
  blobs.change(() => blobs.release(id));
  await catalogue.settled();
  expect(files()).toEqual([]);
});

test('bytes that are released and placed again in one transaction stay', async () => {
  const id = place(LARGE);
  const again = blobs.change(() => { blobs.release(id); return blobs.place(stageBytes(LARGE)); });
  expect(await buffer(blobs.read([again]).stream())).toEqual(LARGE);
});

test('a reader gets all bytes of a file that is deleted while it reads, and the file goes when it has closed', async () => {
  const id = place(LARGE);
  const stream = blobs.read([id]).stream();
  blobs.change(() => blobs.release(id));
  expect(await buffer(stream)).toEqual(LARGE);
  await new Promise((resolve) => { setImmediate(resolve); });
  expect(files()).toEqual([]);
});

test('a service that asks for the store later takes away neither what another one stages nor what it reads', async () => {
  const half = join(stagingFolder(blobs.folder), 'half-a-body');
  writeFileSync(half, 'half');
  const id = place(LARGE);
  const stream = blobs.read([id]).stream();
  const other = blobsOf(catalogue);
  other.change(() => other.release(id));
  await catalogue.settled();
  expect([existsSync(half), await buffer(stream)]).toEqual([true, LARGE]);
});

test('a change inside another one does not make the outer one forget which files are to go', async () => {
  const [first, second] = [place(LARGE), place(Buffer.alloc(300_000, 'other '))];
  blobs.change(() => {
    blobs.release(first);
    blobs.change(() => blobs.release(second));
  });
  await catalogue.settled();
  expect([rows(), files()]).toEqual([0, []]);
});

test('what a killed process left is gone when the store of the next one is opened', () => {
  writeFileSync(join(stagingFolder(blobs.folder), 'half-a-body'), 'half');
  catalogue.close();
  catalogue = openCatalogue(folder, [BLOB_TABLES]);
  blobsOf(catalogue);
  expect(files()).toEqual([]);
});

test.each([[0, 4], [299_990, 300_004], [300_001, 300_002], [0, 300_004]])('bytes %i to %i over two blobs are the right ones', async (start, end) => {
  const reader = blobs.read([place(LARGE), place(SMALL)]);
  expect(await buffer(reader.stream({ start, end }))).toEqual(Buffer.concat([LARGE, SMALL]).subarray(start, end + 1));
});

test('a stream that errors leaves nothing in the staging folder', async () => {
  const broken = Readable.from((async function* () { yield LARGE; throw new Error('cut'); })());
  await expect(stageStream(blobs.folder, broken, [])).rejects.toThrow('cut');
  expect(files()).toEqual([]);
});
