import { beforeEach, expect, it, vi } from 'vitest';
import type { StoreConfig } from '#contract/config.schema';
import { moduleContext, PORTAL_DB } from '#stores/rds/testing/module-context';
import { versionedBucket } from '../opensearch/testing/versioned-bucket.ts';
import type { VersionedBucket } from '../opensearch/testing/versioned-bucket.ts';
import { autoCreated } from './auto-created.ts';

const ID = 'redrill/live-writer/0001-rds-loss-ab12cd34';
const KEY = 'datasets/redrill/live-writer/datasets-0001-rds-loss-ab12cd34.ndjson';
const STORE: StoreConfig = { ...PORTAL_DB, service: 'opensearch' };

let bucket: VersionedBucket;
let documents: Set<string>;
vi.mock('#stores/s3/with-s3', () => ({ withStore: (_access: unknown, work: (s3: unknown) => unknown) => work(bucket.store) }));
vi.mock('#stores/opensearch/landing', () => ({ readLanding: async () => ({ bucket: 'portal-sources', prefix: 'datasets/' }) }));
vi.mock('#stores/opensearch/domain', () => {
  const work = (_access: unknown, _where: unknown, doing: (client: unknown) => unknown): unknown => doing({ where: 'domain' });
  return { pointerOf: async () => ({ origin: new URL('http://127.0.0.1:9200'), alias: 'datasets' }), withSearch: work, withDomain: work };
});
vi.mock('#stores/opensearch/ingest', async (original) => ({
  ...(await original<typeof import('#stores/opensearch/ingest')>()),
  indexLines: async (_client: unknown, { lines }: { readonly lines: Buffer }) => { documents.add((JSON.parse(lines.toString()) as { readonly id: string }).id); },
}));
vi.mock('#stores/opensearch/take-out', () => ({ takeOut: async (_client: unknown, gone: readonly { readonly index: string; readonly id: string }[]) => { for (const { index, id } of gone) if (index === 'datasets') documents.delete(id); } }));

beforeEach(() => {
  bucket = versionedBucket();
  bucket.put('datasets/datasets-1.ndjson', 'a line');
  bucket.put(`${KEY}.of-somebody-else`, 'a line');
  documents = new Set(['of-a-user']);
});

it('takes the file and the document of its live writer away again, and nothing else', async () => {
  const { context } = moduleContext();
  await autoCreated.afterStrike?.(context, STORE);
  expect([bucket.of(KEY).length, documents.has(ID)]).toEqual([1, true]);
  await autoCreated.undo?.(context, STORE);
  expect([bucket.keys(), [...documents]]).toEqual([['datasets/datasets-1.ndjson', `${KEY}.of-somebody-else`], ['of-a-user']]);
});

it('takes both attempts away where the first was killed before its end was noted', async () => {
  const first = moduleContext();
  await autoCreated.afterStrike?.(first.context, STORE);
  const id = '3-disrupt/variant/auto-created/DR-S1';
  first.begun.set(id, { id, done: false, result: undefined });
  const { context, begun } = moduleContext(first.begun);
  await autoCreated.afterStrike?.(context, STORE);
  expect(bucket.of(KEY)).toHaveLength(2);
  begun.set(id, { id, done: false, result: undefined });
  await autoCreated.undo?.(context, STORE);
  expect([bucket.of(KEY), [...documents]]).toEqual([[], ['of-a-user']]);
});

it('touches nothing where its writer never wrote', async () => {
  bucket.put(KEY, 'somebody had it before');
  await autoCreated.undo?.(moduleContext().context, STORE);
  expect([bucket.of(KEY), [...documents]]).toEqual([['somebody had it before'], ['of-a-user']]);
});
