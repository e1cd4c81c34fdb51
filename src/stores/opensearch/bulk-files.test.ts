import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bulkFiles } from './bulk-files.ts';
import type { SourceBytes } from './bulk-files.ts';
import { fakeBulk } from './testing/fake-bulk.ts';

const QUICK = { baseMs: 0, capMs: 0 };

async function* files(...sources: readonly SourceBytes[]): AsyncGenerator<SourceBytes> {
  yield* sources;
}

function file(name: string, version: number, lines: readonly string[]): SourceBytes {
  return { file: name, index: 'datasets-000002', version, bytes: Buffer.from(lines.join('\n')) };
}

it('keeps ids and bytes of every document, whatever stands in them, and never parses what a scan can find', async () => {
  await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }).filter((id) => id.isWellFormed() && Buffer.byteLength(id) < 500), { maxLength: 30 }), fc.json(), async (ids, rest) => {
    const bulk = fakeBulk();
    const lines = ids.map((id, i) => (i % 2 === 0 ? JSON.stringify({ id, rest }) : JSON.stringify({ rest, id })));
    const indexed = await bulkFiles(bulk.client, files(file('a', 1, lines)), { batchBytes: 2000 });
    expect(indexed).toMatchObject({ lines: ids.length, kept: ids.length, malformed: 0, refused: 0 });
    expect(new Map([...bulk.documents].map(([name, { source }]) => [name.slice('datasets-000002/'.length), source]))).toEqual(new Map(ids.map((id, i) => [id, lines[i]])));
  }), { numRuns: 60 });
});

it('leaves the line that landed last, in whatever order batches arrive and however often it is repeated', async () => {
  const bulk = fakeBulk();
  const [old, fresh] = [file('1', 1, ['{"id":"a","v":1}', '{"id":"b","v":1}']), file('2', 2, ['{"id":"a","v":2}'])];
  expect(await bulkFiles(bulk.client, files(fresh, old), { batchBytes: 10 })).toMatchObject({ kept: 2, superseded: 1 });
  expect(await bulkFiles(bulk.client, files(old, fresh), { batchBytes: 10 })).toMatchObject({ superseded: 1 });
  expect([...bulk.documents].map(([name, { source }]) => `${name} ${source}`).sort()).toEqual(['datasets-000002/a {"id":"a","v":2}', 'datasets-000002/b {"id":"b","v":1}']);
});

it('says which indices lines were for, so that files without a document are seen', async () => {
  const empty = { ...file('samples-1', 1, ['', ' ', '[]']), index: 'samples-000002' };
  expect((await bulkFiles(fakeBulk().client, files(file('datasets-1', 1, ['{"id":"a"}']), empty))).filled).toEqual(['datasets-000002']);
});

it('names lines that are no documents by file and number, and indexes the rest', async () => {
  const bulk = fakeBulk();
  const indexed = await bulkFiles(bulk.client, files(file('2026/x.ndjson', 1, ['{"id":"a"}', '', '{"id":"cut', '[1]', '{"name":"no id"}', '{"id":7}', `{"id":"${'x'.repeat(600)}"}`, '{"id":"b"}'])));
  expect(indexed).toMatchObject({ lines: 2, kept: 2, malformed: 5, filled: ['datasets-000002'] });
  expect(indexed.problems.map(({ file: name, line, code }) => `${name}:${line} ${code}`)).toEqual([3, 4, 5, 6, 7].map((line) => `2026/x.ndjson:${line} malformed`));
});

it('takes status 200 with errors: true for no success: refused documents are named, 429 items are sent again until they are taken', async () => {
  const bulk = fakeBulk({ refuse: (id, attempt) => (id === 'bad' ? { status: 400, type: 'mapper_parsing_exception', reason: 'failed to parse field [reads]' } : id.startsWith('busy') && attempt < 4 ? { status: 429, type: 'es_rejected_execution_exception', reason: 'queue is full' } : null) });
  const indexed = await bulkFiles(bulk.client, files(file('f', 1, ['{"id":"a"}', '{"id":"busy1"}', '{"id":"bad"}', '{"id":"busy2"}'])), { retry: QUICK });
  expect(indexed).toMatchObject({ kept: 3, refused: 1, retried: 6, problems: [{ file: 'f', line: 3, code: 'mapper_parsing_exception', why: 'failed to parse field [reads]' }] });
  expect(bulk.requests).toBe(4);
});

it('finds what a domain takes that refuses above a number of requests nobody knows, and neither loses nor doubles a document', async () => {
  const bulk = fakeBulk({ most: 3 });
  const many = Array.from({ length: 40 }, (_, n) => file(`f${n}`, n + 1, Array.from({ length: 20 }, (_line, i) => `{"id":"${n}-${i}","text":"${'x'.repeat(40)}"}`)));
  const indexed = await bulkFiles(bulk.client, files(...many), { batchBytes: 3000, retry: QUICK });
  expect(indexed).toMatchObject({ files: 40, kept: 800, superseded: 0, refused: 0 });
  expect(indexed.retried).toBeGreaterThan(0);
  expect([bulk.documents.size, bulk.mostAtOnce]).toEqual([800, 3]);
});

it('fails rather than guess where an answer does not account for every document, or a whole batch is refused for good', async () => {
  const short = fakeBulk({ first: [{ status: 200, body: Buffer.from('{"errors":true,"items":[]}') }] });
  await expect(bulkFiles(short.client, files(file('f', 1, ['{"id":"a"}'])))).rejects.toMatchObject({ code: 'opensearch.BadAnswer' });
  const denied = fakeBulk({ first: [{ status: 403, body: Buffer.from('{"Message":"not authorized"}') }] });
  await expect(bulkFiles(denied.client, files(file('f', 1, ['{"id":"a"}'])))).rejects.toMatchObject({ code: 'opensearch.AccessDenied' });
  const busy = fakeBulk({ most: 0 });
  await expect(bulkFiles(busy.client, files(file('f', 1, ['{"id":"a"}'])), { retry: { ...QUICK, throttledAttempts: 5 } })).rejects.toMatchObject({ code: 'opensearch.TooManyRequests' });
});
