import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadDocuments } from './load-documents.ts';
import type { LoadDocuments, LoadedDocuments } from './load-documents.ts';
import { listSources } from './source-files.ts';
import type { S3Store } from '../s3/s3-store.ts';
import { fakeBulk } from './testing/fake-bulk.ts';
import type { FakeBulk, FakeOptions } from './testing/fake-bulk.ts';

const folder = mkdtempSync(join(tmpdir(), 'redrill-documents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Place {
  readonly bulk: FakeBulk;
  /** Key -> text of what is landed. */
  readonly landed: Map<string, string>;
  load(files: Readonly<Record<string, string>>, alias?: string): Promise<LoadedDocuments>;
}

/** A domain with the aliases `datasets` and `samples`, and a bucket beside it, both in memory. */
function place(options: FakeOptions = {}): Place {
  const bulk = fakeBulk(options);
  const landed = new Map<string, string>();
  const s3 = {
    put: ({ key }: { readonly key: string }, body: Uint8Array) => { landed.set(key, Buffer.from(body).toString()); return Promise.resolve({ etag: '', versionId: null }); },
    delete: ({ key }: { readonly key: string }) => { landed.delete(key); return Promise.resolve({ versionId: null, marker: false }); },
  };
  const indices = { getAlias: () => Promise.resolve({ body: { 'datasets-000001': { aliases: { datasets: {} } }, 'samples-000001': { aliases: { samples: {} } } } }), refresh: () => Promise.resolve() };
  const client = { ...bulk.client, api: { indices } } as unknown as LoadDocuments['client'];
  return {
    bulk,
    landed,
    load: (files, alias = 'datasets') => loadDocuments({ client, alias, s3, landing: { bucket: 'sources', prefix: 'datasets/' }, files: Object.entries(files).map(([name, text]) => written(name, text)) }),
  };
}

function written(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** Documents by alias as a rebuild would find them in the bucket, where everything landed within one second. */
async function rebuilt(landed: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const page = [...landed].map(([key, text]) => ({ key, sizeBytes: text.length, lastModified: '2026-11-01T00:00:00Z' }));
  const s3 = { listObjects: async function* listObjects() { yield page; } } as unknown as S3Store;
  const files = await listSources(s3, { bucket: 'sources', prefix: 'datasets/', aliases: ['datasets', 'samples'] });
  return files.map(({ key, alias }) => `${alias ?? 'nobody'}: ${(landed.get(key) ?? '').trim().split('\n').join(' ')}`);
}

it('lands documents where a rebuild finds them: under their alias, in the order of loading, also of files of one name', async () => {
  const { bulk, landed, load } = place();
  await load({ 'a/docs.ndjson': '{"id":"x","v":1}\n', 'b/docs.ndjson': '{"id":"x","v":2}\n' });
  await load({ 'c/docs.ndjson': '{"id":"s","v":3}\n' }, 'samples');
  expect(await rebuilt(landed)).toEqual(['datasets: {"id":"x","v":1}', 'datasets: {"id":"x","v":2}', 'samples: {"id":"s","v":3}']);
  expect(bulk.documents.get('datasets/x')?.source).toBe('{"id":"x","v":2}');
  expect([...landed.keys()].every((key) => key.startsWith('datasets/loaded/'))).toBe(true);
});

it('keeps the order of many lines of one id across the parts of a long file', async () => {
  const { landed, load } = place();
  const lines = Array.from({ length: 1201 }, (_, v) => `{"id":"x","v":${v}}\n`).join('');
  expect(await load({ 'long.ndjson': lines })).toMatchObject({ count: 1201, problems: [] });
  expect((await rebuilt(landed)).map((text) => /"v":(\d+)/.exec(text)?.[1])).toEqual(['0', '500', '1000']);
});

it('names lines that are no documents by file and number, and takes the rest', async () => {
  const { landed, load } = place();
  const loaded = await load({ 'mixed.ndjson': `{"id":"a"}\n{"id":"cut\n[1]\n\n{"name":"no id"}\n{"id":""}\n{"id":"${'x'.repeat(600)}"}\n{"id":"b"}\n` });
  expect(loaded.count).toBe(2);
  expect(loaded.problems.map((problem) => problem.replace(/(?<=not JSON): .*/, ''))).toEqual(['mixed.ndjson:2: is not JSON', 'mixed.ndjson:3: is JSON and no object', 'mixed.ndjson:5: has no "id", which names the document', 'mixed.ndjson:6: the document has no id', 'mixed.ndjson:7: its id is longer than 512 bytes']);
  expect(await rebuilt(landed)).toEqual(['datasets: {"id":"a"} {"id":"b"}']);
});

it('names a document that the index refuses and does not leave it landed, because no rebuild could take it', async () => {
  const { bulk, landed, load } = place({ refuse: (id) => (id === 'bad' ? { status: 400, type: 'strict_dynamic_mapping_exception', reason: 'introduction of [colour] is not allowed' } : null) });
  const loaded = await load({ 'one.ndjson': '\n{"id":"a"}\n{"id":"bad","colour":1}\n{"id":"b"}\n', 'two.ndjson': '{"id":"bad"}\n' });
  expect(loaded).toMatchObject({ count: 2, problems: ['one.ndjson:3: the index refuses it: introduction of [colour] is not allowed', 'two.ndjson:1: the index refuses it: introduction of [colour] is not allowed'] });
  expect(await rebuilt(landed)).toEqual(['datasets: {"id":"a"} {"id":"b"}']);
  expect([...bulk.documents.keys()]).toEqual(['datasets/a', 'datasets/b']);
});

it('sends a document as it stands in its line, and writes only ids anew that are numbers or called _id', async () => {
  const { bulk, landed, load } = place();
  const exact = ['{"id":"a","n":12345678901234567890,"d":0.1234567890123456789,"e":1.50}', '{ "big":1e400, "id":"b" }'];
  await load({ 'exact.ndjson': `\u{FEFF}${exact.join('\r\n')}\r\n{"v":12345678901234567890,"id":12345678901234567891}\n{"_id":7,"v":1}\n` });
  const sources = [...exact, '{"id":"12345678901234567891","v":12345678901234567890}', '{"id":"7","v":1}'];
  expect([...bulk.documents].map(([name, { source }]) => [name, source])).toEqual(['a', 'b', '12345678901234567891', '7'].map((id, i) => [`datasets/${id}`, sources[i]]));
  expect([...landed.values()]).toEqual([`${sources.join('\n')}\n`]);
});

it('refuses an alias that the domain does not have before anything is landed', async () => {
  const { bulk, landed, load } = place();
  await expect(load({ 'a.ndjson': '{"id":"a"}\n' }, 'dataset')).rejects.toMatchObject({ code: 'load.no-alias', exitCode: 64, message: 'there is no alias dataset at http://127.0.0.1:1; did you mean "datasets"?' });
  expect([landed.size, bulk.requests]).toEqual([0, 0]);
});
